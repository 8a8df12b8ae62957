/* SPDX-License-Identifier: ISC */
/*
 * Which state terraform or tofu would act on: its directory, workspace and
 * backend, and of a local state its lineage, serial and resources. The state
 * of a remote backend is known by its address alone: guard asks no network.
 */
#include <string.h>

#include "facts/state.h"
#include "facts/target.h"

/* Where terraform runs, what it keeps there, and which state it takes. */
struct terraform {
	struct target *t;
	struct sv dir;       /* after -chdir, links resolved */
	struct sv data;      /* its .terraform, relative to dir */
	struct sv workspace; /* n is 0: not known */
};

/* One file at a time. */
static char contents[STATE_MAX_FILE];

/* dir/name, as it is shown. */
static struct sv
join(struct terraform *tf, struct sv dir, struct sv name)
{
	char memory[OS_PATH_MAX];
	struct buf b;

	if (sv_starts(name, SV("/")))
		return name;
	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, dir);
	buf_c(&b, '/');
	buf_sv(&b, name);
	return b.full ? (struct sv){0}
	              : arena_dup(tf->t->sources.arena, buf_view(&b));
}

static enum err
read_file(struct terraform *tf, struct sv name, struct sv *out)
{
	struct sources *s = &tf->t->sources;
	struct os_path path;
	size_t n = 0;
	enum err e;

	if (facts_file_written(s->facts, s->inv->steps, tf->dir, name))
		return ERR_ACCESS;
	if ((e = os_resolve(tf->dir, name, &path)) ||
	    (e = os_read_file(path.p, contents, sizeof(contents), &n)))
		return e;
	*out = (struct sv){contents, n};
	return OK;
}

/* The directory, -chdir included; false: it is not known. */
static enum err
find_directory(struct terraform *tf, bool *out_known)
{
	struct sources *s = &tf->t->sources;
	struct finding chdir;

	*out_known = s->files == FILES_HERE;
	if (!*out_known)
		return OK;
	tf->dir = s->cwd;
	sources_option(s, SV("-chdir"), &chdir);
	return target_set(tf->t, FACT_TERRAFORM_DIRECTORY, tf->dir,
	    chdir.state == FACT_KNOWN ? SV("option -chdir")
	                              : SV("default"));
}

/* False: TF_DATA_DIR is set to something that is not known. */
static bool
find_data(struct terraform *tf)
{
	struct finding data;

	sources_environment(&tf->t->sources, SV("TF_DATA_DIR"), &data);
	tf->data = data.state == FACT_KNOWN ? data.text : SV(".terraform");
	return data.state != FACT_UNKNOWN;
}

static enum err
find_workspace(struct terraform *tf)
{
	struct finding given;
	struct sv file, text;
	enum err e;

	sources_environment(&tf->t->sources, SV("TF_WORKSPACE"), &given);
	if (given.state == FACT_UNKNOWN)
		return OK;
	if (given.state == FACT_KNOWN) {
		tf->workspace = given.text;
		return target_set(tf->t, FACT_TERRAFORM_WORKSPACE, given.text,
		    given.source);
	}
	file = join(tf, tf->data, SV("environment"));
	e = file.p ? read_file(tf, file, &text) : ERR_LIMIT;
	tf->workspace = SV("default");
	if (e == ERR_NOT_FOUND)
		return target_set(tf->t, FACT_TERRAFORM_WORKSPACE,
		    tf->workspace, SV("default"));
	text = e ? (struct sv){0} : sv_trim(text);
	tf->workspace = (struct sv){0};
	if (e || text.n > 256)
		return OK;
	tf->workspace = arena_dup(tf->t->sources.arena,
	    text.n ? text : SV("default"));
	return target_set(tf->t, FACT_TERRAFORM_WORKSPACE, tf->workspace,
	    file);
}

/* "aws_db_instance:2" of the types that fit, or of all. */
static enum err
set_types(struct terraform *tf, const struct state *state, enum fact_id id,
    bool stateful_only, struct sv source)
{
	struct state_type *fit = ARENA_NEW(tf->t->sources.arena,
	    state->n_types + 1, struct state_type);
	uint32_t n = 0;

	if (!fit)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < state->n_types; i++)
		if (!stateful_only || sources_lists(&tf->t->sources,
		        SV("terraform.stateful"), state->types[i].name))
			fit[n++] = state->types[i];
	return target_set_counts(tf->t, id, fit, n, source);
}

static enum err
set_state(struct terraform *tf, const struct state *state, struct sv source)
{
	struct target *t = tf->t;
	enum err e;

	if ((e = target_set(t, FACT_TERRAFORM_LINEAGE, state->lineage,
	         source)) ||
	    (e = target_set_number(t, FACT_TERRAFORM_RESOURCES,
	         state->resources, source)) ||
	    (e = set_types(tf, state, FACT_TERRAFORM_TYPES, false, source)) ||
	    (e = set_types(tf, state, FACT_TERRAFORM_STATEFUL, true, source)))
		return e;
	if (state->has_serial)
		return target_set_number(t, FACT_TERRAFORM_SERIAL,
		    state->serial, source);
	target_absent(t, FACT_TERRAFORM_SERIAL, source);
	return OK;
}

/* The path of a local state: -state, the backend's own, the workspace's. */
static struct sv
local_state(struct terraform *tf, const struct state *backend)
{
	struct finding option;

	sources_option(&tf->t->sources, SV("-state"), &option);
	if (option.state != FACT_ABSENT)
		return option.text;
	if (!tf->workspace.n)
		return (struct sv){0};
	if (!sv_eq(tf->workspace, SV("default")))
		return join(tf, join(tf, SV("terraform.tfstate.d"),
		    tf->workspace), SV("terraform.tfstate"));
	for (uint32_t i = 0; i < backend->n_settings; i++)
		if (sv_starts(backend->settings[i], SV("path=")))
			return sv_skip(backend->settings[i], 5);
	return SV("terraform.tfstate");
}

static enum err
read_local(struct terraform *tf, const struct state *backend)
{
	struct sv path = local_state(tf, backend), text;
	struct state state;
	enum err e;

	if (!path.n)
		return OK;
	path = arena_dup(tf->t->sources.arena, path);
	if (!path.p || target_set(tf->t, FACT_TERRAFORM_STATE, path,
	        SV("default")))
		return ERR_LIMIT;
	e = read_file(tf, path, &text);
	if (!e)
		e = state_read(tf->t->sources.arena, text, &state);
	for (int id = FACT_TERRAFORM_LINEAGE; id <= FACT_TERRAFORM_STATEFUL;
	     id++)
		tf->t->facts[id].source = path;
	if (!e)
		return set_state(tf, &state, path);
	if (e != ERR_NOT_FOUND)
		return OK;
	/* No state yet: nothing is managed. */
	for (int id = FACT_TERRAFORM_LINEAGE; id <= FACT_TERRAFORM_STATEFUL;
	     id++)
		target_absent(tf->t, (enum fact_id)id, path);
	return target_set_number(tf->t, FACT_TERRAFORM_RESOURCES, 0,
	    SV("default"));
}

static enum err
set_backend(struct terraform *tf, const struct state *backend,
    struct sv source)
{
	struct finding given;
	enum err e;

	if ((e = target_set(tf->t, FACT_TERRAFORM_BACKEND,
	         backend->backend.n ? backend->backend : SV("local"), source)))
		return e;
	/* init is about to give it another address. */
	sources_option(&tf->t->sources, SV("-backend-config"), &given);
	if (given.state != FACT_ABSENT)
		return OK;
	return target_set_many(tf->t, FACT_TERRAFORM_ADDRESS, backend->settings,
	    backend->n_settings, source);
}

enum err
read_terraform(struct target *t)
{
	struct terraform tf = {.t = t};
	struct state backend = {0};
	struct sv file, text;
	bool known;
	enum err e;

	if ((e = find_directory(&tf, &known)) || !known || !find_data(&tf) ||
	    (e = find_workspace(&tf)))
		return e;
	file = join(&tf, tf.data, SV("terraform.tfstate"));
	if (!file.p)
		return ERR_LIMIT;
	t->facts[FACT_TERRAFORM_BACKEND].source = file;
	e = read_file(&tf, file, &text);
	if (!e)
		e = state_read(t->sources.arena, text, &backend);
	/* What is there and cannot be read may name any backend. */
	if (e && e != ERR_NOT_FOUND)
		return OK;
	if ((e = set_backend(&tf, &backend, e ? SV("default") : file)))
		return e;
	if (backend.backend.n && !sv_eq(backend.backend, SV("local")))
		return OK;
	return read_local(&tf, &backend);
}
