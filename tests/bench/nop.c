/* SPDX-License-Identifier: ISC */
/* The program behind the shims that are measured: it does nothing. */
#include <unistd.h>

int
main(void)
{
	_exit(0);
}
