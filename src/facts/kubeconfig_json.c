/* SPDX-License-Identifier: ISC */
/*
 * A kubeconfig that is JSON (minikube --flatten, scripts): written anew as the
 * plain lines that the reader of the others understands.
 */
#include "facts/kubeconfig.h"

#include <jansson.h>

/* A text as a scalar of one line; false where that would take more of YAML. */
static bool
put_text(struct buf *b, const char *key, const json_t *value)
{
	struct sv s = {0};

	if (json_is_string(value))
		s = (struct sv){json_string_value(value),
		    json_string_length(value)};
	else if (value && !json_is_null(value))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == '"' ||
		    s.p[i] == '\\')
			return false;
	buf_str(b, key);
	buf_str(b, ": \"");
	buf_sv(b, s);
	buf_str(b, "\"\n");
	return true;
}

struct list_form {
	const char *list, *object;
	const char *keys[3];
};

static bool
put_item(struct buf *b, const struct list_form *form, const json_t *item)
{
	const json_t *object = json_object_get(item, form->object);

	if (!json_is_object(item) || (object && !json_is_object(object) &&
	    !json_is_null(object)))
		return false;
	buf_str(b, "- ");
	if (!put_text(b, "name", json_object_get(item, "name")))
		return false;
	buf_str(b, "  ");
	buf_str(b, form->object);
	buf_str(b, ":\n");
	for (size_t i = 0; i < ARRAY_LEN(form->keys) && form->keys[i]; i++) {
		const json_t *value = json_object_get(object, form->keys[i]);

		if (!value)
			continue;
		buf_str(b, "    ");
		if (!put_text(b, form->keys[i], value))
			return false;
	}
	return true;
}

static bool
put_list(struct buf *b, const struct list_form *form, const json_t *root)
{
	const json_t *list = json_object_get(root, form->list);

	if (!list || json_is_null(list))
		return true;
	if (!json_is_array(list))
		return false;
	buf_str(b, form->list);
	buf_str(b, ":\n");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!put_item(b, form, json_array_get(list, i)))
			return false;
	return true;
}

bool
kubeconfig_from_json(struct sv text, struct buf *out)
{
	static const struct list_form contexts = {"contexts", "context",
	    {"cluster", "namespace", "user"}};
	static const struct list_form clusters = {"clusters", "cluster",
	    {"server"}};
	json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES,
	    NULL);
	bool fine = json_is_object(root) &&
	    put_text(out, "current-context",
	        json_object_get(root, "current-context")) &&
	    put_list(out, &contexts, root) &&
	    put_list(out, &clusters, root);

	json_decref(root);
	return fine && !out->full;
}
