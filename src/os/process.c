/* SPDX-License-Identifier: ISC */
/*
 * This machine's uptime and its processes, as the kernel tells them.
 */
#include "guard/os.h"

#include <stdio.h> /* snprintf; nothing else of it */
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define STAT_MAX 1024
#define PARENT_FIELD 1u /* behind the name and the state */
#define START_FIELD 19u

uint32_t
os_user(void)
{
	return (uint32_t)geteuid();
}

enum err
os_boot(struct os_boot *out)
{
	long now[2]; /* see os_wall_clock_ns */
	size_t n;
	enum err e = os_read_file("/proc/sys/kernel/random/boot_id", out->id,
	    sizeof(out->id) - 1, &n);

	if (e)
		return e;
	while (n > 0 && out->id[n - 1] == '\n')
		n--;
	out->id[n] = '\0';
	if (!n || syscall(SYS_clock_gettime, CLOCK_BOOTTIME, now) || now[0] < 0)
		return ERR_IO;
	out->seconds = (uint64_t)now[0];
	return OK;
}

/* Field number i of a blank-separated text, from 0. */
static bool
field(struct sv text, size_t i, uint64_t *out)
{
	size_t end;

	while (i--) {
		end = sv_find(text, 0, ' ');
		text = sv_skip(text, end + 1);
	}
	end = sv_find(text, 0, ' ');
	return sv_u64(sv_take(text, end), out);
}

/* The name stands in brackets and may hold anything: the last one counts. */
static size_t
name_end(struct sv stat)
{
	size_t end = stat.n;

	while (end > 0 && stat.p[end - 1] != ')')
		end--;
	return end;
}

static void
take_command(struct os_process *out, struct sv stat)
{
	size_t open = sv_find(stat, 0, '('), end = name_end(stat), n;
	char path[64];
	struct sv name = SV("");

	if (open + 1 < end)
		name = (struct sv){stat.p + open + 1, end - open - 2};
	snprintf(path, sizeof(path), "/proc/%d/cmdline", out->pid);
	/* Longer ones are cut. */
	if (os_read_part(path, 0, out->command, sizeof(out->command) - 1, &n))
		n = 0;
	while (n > 0 && !out->command[n - 1])
		n--;
	if (!n) {
		n = name.n < sizeof(out->command) - 1
		    ? name.n : sizeof(out->command) - 1;
		memcpy(out->command, name.p, n);
	}
	out->command[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (!out->command[i])
			out->command[i] = ' ';
}

enum err
os_process(int pid, struct os_process *out)
{
	char path[64], memory[STAT_MAX];
	struct sv stat, rest;
	uint64_t parent;
	size_t n;
	enum err e;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if ((e = os_read_file(path, memory, sizeof(memory), &n)))
		return e;
	stat = (struct sv){memory, n};
	rest = sv_skip(stat, name_end(stat) + 1);
	out->pid = pid;
	if (!field(rest, PARENT_FIELD, &parent) || parent > INT32_MAX ||
	    !field(rest, START_FIELD, &out->started))
		return ERR_IO;
	out->parent = (int)parent;
	take_command(out, stat);
	return OK;
}
