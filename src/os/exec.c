/* SPDX-License-Identifier: ISC */
/*
 * Becoming another program.
 */
#include "guard/os.h"

#include <sys/auxv.h>
#include <unistd.h>

#include "os/failure.h"

const char *
os_executed_path(void)
{
	unsigned long address = getauxval(AT_EXECFN);

	/* NOLINTNEXTLINE(performance-no-int-to-ptr): so the kernel gives it. */
	return (const char *)address;
}

enum err
os_exec(const char *path, char *const *argv, char *const *envp)
{
	execve(path, argv, envp);
	return os_failure();
}
