/* SPDX-License-Identifier: ISC */
/*
 * Runs a program one instruction at a time up to its exec and prints how many
 * instructions, system calls and CPUID instructions that took (x86-64). Needs
 * no performance counters, which virtual machines often lack; a repeated
 * string instruction counts once, as the counters count it.
 *
 *   steps FILE ARGV0 [ARG…]   ->  "INSTRUCTIONS SYSCALLS CPUIDS"
 */
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { STEPS_MAX = 50000000 };

extern char **environ;

struct count {
	unsigned long instructions;
	unsigned long syscalls;
	unsigned long cpuids;
};

static void
count_instruction(pid_t pid, struct count *count)
{
	static unsigned long long before;
	struct user_regs_struct regs;
	unsigned long code;

	if (ptrace(PTRACE_GETREGS, pid, 0, &regs) != 0 || regs.rip == before)
		return;
	before = regs.rip;
	code = (unsigned long)ptrace(PTRACE_PEEKTEXT, pid, regs.rip, 0) &
	    0xffff;
	count->instructions++;
	count->syscalls += code == 0x050f;
	count->cpuids += code == 0xa20f;
}

/* Until the next exec; 0 when it came, 1 when the program ended before. */
static int
step_to_exec(pid_t pid, struct count *count)
{
	int status;

	for (long i = 0; i < STEPS_MAX; i++) {
		count_instruction(pid, count);
		if (ptrace(PTRACE_SINGLESTEP, pid, 0, 0) != 0 ||
		    waitpid(pid, &status, 0) != pid)
			return 1;
		if (!WIFSTOPPED(status))
			return 1;
		if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXEC << 8)))
			return 0;
	}
	return 1;
}

int
main(int argc, char **argv)
{
	struct count count = {0};
	int status, ended;
	pid_t pid;

	if (argc < 3)
		return 2;
	pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		execve(argv[1], argv + 2, environ);
		_exit(126);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return 2;
	ptrace(PTRACE_SETOPTIONS, pid, 0,
	    PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
	ended = step_to_exec(pid, &count);
	kill(pid, SIGKILL);
	printf("%lu %lu %lu\n", count.instructions, count.syscalls,
	    count.cpuids);
	return ended;
}
