/* SPDX-License-Identifier: ISC */
/*
 * The table of kinds of targets, and the list of an invocation's parts.
 */
#include "facts/target.h"

#include "facts/environments.h"
#include "facts/internal.h"

/* Which facts are parts of which kind, and who reads them. Those of git are
 * facts of their own. */
static const struct {
	enum fact_id first, last;
	target_read_fn read;
} kinds[TARGETS] = {
	[TARGET_DATABASE] = {FACT_DATABASE_SCHEME, FACT_DATABASE_LOOPBACK,
	    read_database},
	[TARGET_TERRAFORM] = {FACT_TERRAFORM_DIRECTORY,
	    FACT_TERRAFORM_STATEFUL, read_terraform},
	[TARGET_PLAN] = {FACT_PLAN_FILE, FACT_PLAN_LOST, read_plan},
	[TARGET_AWS] = {FACT_AWS_PROFILE, FACT_AWS_ENDPOINT, read_aws},
	[TARGET_GCLOUD] = {FACT_GCLOUD_CONFIGURATION, FACT_GCLOUD_ACCOUNT,
	    read_gcloud},
	[TARGET_AZURE] = {FACT_AZURE_SUBSCRIPTION, FACT_AZURE_SUBSCRIPTION,
	    read_azure},
	[TARGET_KUBE] = {FACT_KUBE_CONTEXT, FACT_KUBE_NAMESPACE, read_kube},
	[TARGET_DOCKER] = {FACT_DOCKER_CONTEXT, FACT_DOCKER_HOST, read_docker},
	[TARGET_APP] = {FACT_APP_NAME, FACT_APP_ENVIRONMENT, read_app},
	[TARGET_GIT] = {FACT_GIT_BRANCH, FACT_GIT_UPSTREAM, NULL},
};

static const char *const kind_names[TARGETS] = {
#define X(id, name) [id] = name,
	TARGET_LIST(X)
#undef X
};

bool
fact_is_target(enum fact_id id)
{
	return id >= FACT_DATABASE_SCHEME && id <= FACT_TARGET_TESTS;
}

struct sv
target_kind_name(enum target_kind kind)
{
	return sv_from(kind_names[kind]);
}

void
target_range(enum target_kind kind, enum fact_id *out_first,
    enum fact_id *out_last)
{
	*out_first = kinds[kind].first;
	*out_last = kinds[kind].last;
}

/* What moves with every use, or follows from the rest, is no identity. */
bool
target_is_pinned(enum fact_id id)
{
	static const enum fact_id others[] = {
		FACT_DATABASE_USER, FACT_DATABASE_PLACE,
		FACT_DATABASE_LOOPBACK, FACT_TERRAFORM_DIRECTORY,
		FACT_TERRAFORM_STATE, FACT_TERRAFORM_SERIAL,
		FACT_TERRAFORM_RESOURCES, FACT_TERRAFORM_TYPES,
		FACT_TERRAFORM_STATEFUL, FACT_GIT_BRANCH,
		FACT_AWS_REGION, FACT_KUBE_NAMESPACE,
	};

	if (id >= FACT_PLAN_FILE && id <= FACT_PLAN_LOST)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (others[i] == id)
			return false;
	return true;
}

bool
target_has(const struct target *t, enum target_kind kind)
{
	char memory[32];
	struct buf b;

	/* "aws." begins every key of that kind. */
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, kind_names[kind]);
	buf_c(&b, '.');
	return sources_reads(&t->sources, sv_from(kind_names[kind])) ||
	    (kind != TARGET_TERRAFORM &&
	     sources_has(&t->sources, buf_view(&b)));
}

enum err
target_take(struct facts *facts, const struct invocation *inv,
    struct target **out)
{
	enum err e;

	if (facts->target_of != inv) {
		struct target *t = ARENA_NEW(facts->context->arena, 1,
		    struct target);

		if (!t)
			return ERR_LIMIT;
		if ((e = sources_init(&t->sources, facts, inv)))
			return e;
		facts->target = t;
		facts->target_of = inv;
	}
	*out = facts->target;
	return OK;
}

enum err
target_fact(struct facts *facts, const struct invocation *inv,
    enum fact_id id, struct fact *out)
{
	struct target *t;
	enum err e;

	*out = (struct fact){0};
	if (id == FACT_TARGET_TESTS)
		return target_tests_fact(facts, inv, out);
	if (id == FACT_TARGET_ENVIRONMENT)
		return environment_fact(facts, inv, out);
	if (id >= FACT_TARGET_PIN)
		return target_pin_fact(facts, inv, id, out);
	if ((e = target_take(facts, inv, &t)))
		return e;
	for (size_t k = 0; k < TARGETS; k++) {
		if (id < kinds[k].first || id > kinds[k].last ||
		    !kinds[k].read || !target_has(t, (enum target_kind)k))
			continue;
		if (!t->read[k]) {
			t->read[k] = true;
			if ((e = kinds[k].read(t)))
				return e;
		}
		*out = t->facts[id];
	}
	return OK;
}

static enum err
add_part(struct facts *f, const struct invocation *inv, enum fact_id id,
    struct target_part *parts, uint32_t *n)
{
	struct target_part *part = &parts[*n];
	struct fact fact;
	enum err e;

	if ((e = facts_read(f, inv, id, &fact)))
		return e;
	if (fact.state == FACT_ABSENT)
		return OK;
	*part = (struct target_part){.id = id,
		.name = sv_from(fact_name(id)),
		.known = fact.state == FACT_KNOWN,
		.source = fact.source};
	(*n)++;
	return fact.state == FACT_KNOWN
	    ? target_join(f->context->arena, &fact, &part->value) : OK;
}

enum err
facts_target(struct facts *f, const struct invocation *inv,
    const struct target_part **out, uint32_t *out_n)
{
	const struct environments *named;
	struct target_part *parts;
	struct target *t;
	enum err e;

	*out = NULL;
	*out_n = 0;
	if ((e = target_take(f, inv, &t)))
		return e;
	if (!t->sources.n_pairs)
		return OK;
	if (!(parts = ARENA_NEW(f->context->arena, FACTS,
	          struct target_part)))
		return ERR_LIMIT;
	for (size_t k = 0; k < TARGETS; k++) {
		if (!target_has(t, (enum target_kind)k))
			continue;
		for (unsigned id = kinds[k].first; id <= kinds[k].last; id++)
			if ((e = add_part(f, inv, (enum fact_id)id, parts,
			         out_n)))
				return e;
	}
	*out = parts;
	/* Where nobody has named any there is none to tell. */
	if (!f->environments || !*out_n)
		return OK;
	if ((e = f->environments(f->environments_ctx, &named)))
		return e;
	return named->n ? add_part(f, inv, FACT_TARGET_ENVIRONMENT, parts,
	    out_n) : OK;
}
