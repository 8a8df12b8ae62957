/* SPDX-License-Identifier: ISC */
/*
 * Hosts whose API keeps infrastructure, data or accounts.
 */
#ifndef GUARD_READER_URL_HOSTS_H
#define GUARD_READER_URL_HOSTS_H

#include "guard/base.h"

/* host in lower case, without a port. */
bool url_host_is_api(struct sv host);

#endif
