/* SPDX-License-Identifier: ISC */
/*
 * What a human said to a request, as a line of the log.
 */
#include "approval.h"
#include "record.h"
#include "request_text.h"

enum err
approval_record(struct cli *cli, const struct approval *a,
    const struct looked_up *l, const char *what, struct sv approvers)
{
	const struct item *rule = request_item(&l->request, NOTE_RULE);
	const struct item *tool = request_item(&l->request, BOUND_TOOL);
	const struct item *cwd = request_item(&l->request, BOUND_DIRECTORY);
	char memory[AUDIT_LINE_MAX], id_memory[ID_LENGTH + 8];
	struct audit_record record;
	struct buf line, id;
	char **argv;
	int argc;

	if (!request_argv(&l->request, &cli->arena, &argv, &argc))
		return ERR_LIMIT;
	buf_init(&id, id_memory, sizeof(id_memory));
	id_show(l->asking.id, ID_SHOWN, &id);
	buf_init(&line, memory, sizeof(memory) - AUDIT_LINK_MAX);
	record = (struct audit_record){
	    .time_ns = os_wall_clock_ns(),
	    .pid = os_pid(),
	    .verdict = sv_from(what),
	    .rule = rule ? rule->value : SV(""),
	    .tool = tool ? tool->value : SV(""),
	    .cwd = cwd ? cwd->name : SV(""),
	    .argv = argv,
	    .argc = argc,
	    .request = buf_view(&id),
	    .approvers = approvers,
	    .level = approvers.n ? sv_from(approval_assurance(a)) : SV(""),
	};
	audit_format(&record, &line);
	return record_append(&a->prefix, &record, buf_view(&line));
}
