/* SPDX-License-Identifier: ISC */
/*
 * Targets that a rule file's sources find by themselves: accounts, projects,
 * contexts, linked apps.
 */
#include "facts/target.h"

/* "arn:aws:iam::123456789012:role/x": the account of a role. */
static struct sv
account_of(struct sv value)
{
	if (!sv_starts(value, SV("arn:")))
		return value;
	for (int field = 0; field < 4; field++)
		value = sv_skip(value, sv_find(value, 0, ':') + 1);
	return sv_take(value, sv_find(value, 0, ':'));
}

static enum err
read_listed(struct target *t, enum target_kind kind)
{
	enum fact_id first, last;
	struct finding found;
	enum err e;

	target_range(kind, &first, &last);
	for (int id = (int)first; id <= (int)last; id++) {
		if ((e = sources_find(&t->sources,
		         sv_from(fact_name((enum fact_id)id)), &found)))
			return e;
		t->facts[id].source = found.source;
		if (id == FACT_AWS_ACCOUNT)
			found.text = account_of(found.text);
		/* That no file names the account does not make it none. */
		if (found.state == FACT_ABSENT && id != FACT_AWS_ACCOUNT)
			target_absent(t, (enum fact_id)id, (struct sv){0});
		if (found.state == FACT_KNOWN && (e = target_set(t,
		        (enum fact_id)id, found.text, found.source)))
			return e;
	}
	return OK;
}

enum err
read_aws(struct target *t)
{
	return read_listed(t, TARGET_AWS);
}

enum err
read_gcloud(struct target *t)
{
	return read_listed(t, TARGET_GCLOUD);
}

enum err
read_azure(struct target *t)
{
	return read_listed(t, TARGET_AZURE);
}

enum err
read_docker(struct target *t)
{
	return read_listed(t, TARGET_DOCKER);
}

enum err
read_app(struct target *t)
{
	return read_listed(t, TARGET_APP);
}
