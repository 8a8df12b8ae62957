/* SPDX-License-Identifier: ISC */
/*
 * Context, cluster and namespace of kubectl and helm. Of several files in
 * KUBECONFIG the first that says something counts, as kubectl merges them.
 */
#include "facts/kubeconfig.h"
#include "facts/target.h"

struct kube {
	struct target *t;
	struct sv files; /* joined by ':' */
	bool unsure;     /* a file is there and is not understood */
	/* Said by an option or a variable: the files do not count. */
	bool given_namespace, given_cluster, given_server;
};

/* In the form that is understood; false when it cannot be. */
static bool
make_plain(struct kube *k, struct sv *text)
{
	static char memory[SOURCE_FILE_MAX];
	struct buf b;

	if (sv_starts(sv_trim(*text), SV("{"))) {
		buf_init(&b, memory, sizeof(memory));
		if (!kubeconfig_from_json(*text, &b))
			return false;
		*text = arena_dup(k->t->sources.arena, buf_view(&b));
		return text->p && kubeconfig_plain(*text);
	}
	return kubeconfig_plain(*text);
}

/* The next file that is there. */
static bool
next_file(struct kube *k, struct sv *files, struct sv *out_name,
    struct sv *out_text)
{
	while (files->n) {
		struct sv name = sv_take(*files, sv_find(*files, 0, ':'));
		enum err e;

		*files = sv_skip(*files, name.n + 1);
		if (!name.n)
			continue;
		e = sources_file(&k->t->sources, name, out_text);
		if (e == ERR_NOT_FOUND)
			continue;
		if (e || !make_plain(k, out_text)) {
			k->unsure = true;
			return false;
		}
		*out_name = name;
		return true;
	}
	return false;
}

static enum err
set_from(struct kube *k, enum fact_id id, struct sv value, struct sv file)
{
	return value.n ? target_set(k->t, id, value, file) : OK;
}

/* What options and variables say of a part. */
static enum err
take_given(struct target *t, enum fact_id id, bool *out_given)
{
	struct finding found;
	enum err e;

	if ((e = sources_find(&t->sources, sv_from(fact_name(id)), &found)))
		return e;
	*out_given = found.state != FACT_ABSENT;
	t->facts[id].source = found.source;
	return found.state == FACT_KNOWN
	    ? target_set(t, id, found.text, found.source) : OK;
}

/* What the context's item says, of the first file that has it. */
static enum err
read_context(struct kube *k, struct sv context)
{
	struct sv files = k->files, name, text, cluster, space;
	enum err e;

	while (next_file(k, &files, &name, &text)) {
		if (!kubeconfig_item(text, SV("contexts"), context,
		        SV("cluster"), &cluster))
			continue;
		(void)kubeconfig_item(text, SV("contexts"), context,
		    SV("namespace"), &space);
		if (!k->given_cluster && (e = set_from(k, FACT_KUBE_CLUSTER,
		        cluster, name)))
			return e;
		if (!k->given_namespace)
			return target_set(k->t, FACT_KUBE_NAMESPACE,
			    space.n ? space : SV("default"), name);
		return OK;
	}
	return OK;
}

static enum err
read_server(struct kube *k)
{
	const struct fact *cluster = &k->t->facts[FACT_KUBE_CLUSTER];
	struct sv files = k->files, name, text, server;

	while (cluster->state == FACT_KNOWN &&
	    next_file(k, &files, &name, &text))
		if (kubeconfig_item(text, SV("clusters"), cluster->values[0],
		        SV("server"), &server))
			return set_from(k, FACT_KUBE_SERVER, server, name);
	return OK;
}

static enum err
find_context(struct kube *k, struct finding *context)
{
	struct sv files = k->files, name, text;
	enum err e = sources_find(&k->t->sources, SV("kube.context"),
	    context);

	if (e || context->state != FACT_ABSENT)
		return e;
	while (next_file(k, &files, &name, &text)) {
		struct sv current = kubeconfig_top(text,
		    SV("current-context"));

		if (!current.n)
			continue;
		*context = (struct finding){FACT_KNOWN, current, name};
		return OK;
	}
	if (k->unsure)
		context->state = FACT_UNKNOWN;
	return OK;
}

/* False: it is not known which files count. */
static bool
find_files(struct kube *k)
{
	struct finding given;

	k->files = SV("~/.kube/config");
	sources_option(&k->t->sources, SV("--kubeconfig"), &given);
	if (given.state == FACT_ABSENT)
		sources_environment(&k->t->sources, SV("KUBECONFIG"), &given);
	if (given.state == FACT_KNOWN)
		k->files = given.text;
	return given.state != FACT_UNKNOWN &&
	    k->t->sources.files == FILES_HERE;
}

enum err
read_kube(struct target *t)
{
	struct kube k = {.t = t};
	struct finding context = {.state = FACT_UNKNOWN};
	enum err e;

	if ((e = take_given(t, FACT_KUBE_NAMESPACE, &k.given_namespace)) ||
	    (e = take_given(t, FACT_KUBE_CLUSTER, &k.given_cluster)) ||
	    (e = take_given(t, FACT_KUBE_SERVER, &k.given_server)))
		return e;
	if (find_files(&k) ? (e = find_context(&k, &context))
	                   : (e = sources_find(&t->sources,
	                          SV("kube.context"), &context)))
		return e;
	t->facts[FACT_KUBE_CONTEXT].source = context.source;
	if (context.state == FACT_KNOWN && (e = target_set(t,
	        FACT_KUBE_CONTEXT, context.text, context.source)))
		return e;
	if (t->sources.files != FILES_HERE)
		return OK;
	if (context.state == FACT_KNOWN &&
	    (e = read_context(&k, context.text)))
		return e;
	return k.given_server ? OK : read_server(&k);
}
