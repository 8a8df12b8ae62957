/* SPDX-License-Identifier: ISC */
/*
 * Deciding takes no heap. The shipped rules are compiled first; from then on
 * malloc and its kin end the program. Command lines that go through every
 * reader are decided, as argv and as shell text.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard/audit.h"
#include "guard/diag.h"
#include "guard/gate.h"
#include "guard/rules.h"

#define MEMORY    (256u << 20) /* bytes */
#define MAX_FILES 1024

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

static bool armed;

static void
check_armed(void)
{
	static const char text[] = "the heap was used while deciding\n";

	if (!armed)
		return;
	if (write(2, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(1);
}

void *
malloc(size_t n)
{
	check_armed();
	return __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	check_armed();
	return __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	check_armed();
	return __libc_realloc(p, n);
}

static const char *const lines[] = {
	"terraform plan", "terraform -chdir=x destroy -auto-approve",
	"aws --profile p rds delete-db-inst --db-inst x", "npx prisma@5 db push",
	"env -S 'FOO=1 terraform apply'", "psql -c 'select count(*) from t'",
	"psql -c \"$(cat x)\"", "for i in a b; do npx drizzle-kit push; done",
	"bash -lc 'cd x && TF_CLI_ARGS_apply=-destroy terraform apply'",
	"echo y | xargs terraform", "cat <<X | sh\nterraform destroy\nX",
	"node node_modules/prisma/build/index.js migrate reset", "ls 'unclosed",
};

static struct arena arena;
static struct source sources[MAX_FILES];
static size_t n_sources;

static char *
read_all(const char *path, size_t *out_n)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(RULES_MAX_FILE);

	if (!f || !text)
		exit(2);
	*out_n = fread(text, 1, RULES_MAX_FILE, f);
	fclose(f);
	return text;
}

static void
read_rules(const char *dir)
{
	DIR *d = opendir(dir);
	char path[512];
	struct dirent *entry;
	size_t n;

	if (!d)
		exit(2);
	while ((entry = readdir(d)) && n_sources < MAX_FILES) {
		n = strlen(entry->d_name);
		if (n < 5 || strcmp(entry->d_name + n - 5, ".yaml"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		sources[n_sources].name = SV("rules");
		sources[n_sources].text.p =
		    read_all(path, &sources[n_sources].text.n);
		n_sources++;
	}
	closedir(d);
}

static void
open_image(struct image *image)
{
	static struct sv bytes;
	struct model model = {0};
	struct diag_sink sink;

	diag_sink_init(&sink, &arena);
	for (size_t i = 0; i < n_sources; i++)
		if (rules_parse(&arena, &sources[i], LAYER_SHIPPED, &sink,
		    &model))
			exit(2);
	if (rules_compile(&arena, &model, &sink, &bytes) ||
	    image_open(image, image_read_memory, &bytes, bytes.n, &arena))
		exit(2);
}

static enum err
no_fact(void *ctx, const struct invocation *inv, enum fact_id id,
    struct fact *out)
{
	(void)ctx, (void)inv, (void)id;
	*out = (struct fact){.state = FACT_UNKNOWN};
	return OK;
}

static void
decide_all(struct image *image)
{
	static const struct argv_world nothing = {.fact = no_fact};
	struct argv_context ctx = {
		.image = image, .arena = &arena, .world = &nothing,
	};
	static struct gate_outcome o;
	static char memory[AUDIT_LINE_MAX];
	struct audit_record record = {.verdict = SV("allow")};
	struct gate_command command = {0};
	struct buf b;

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		command.shell_text = sv_from(lines[i]);
		gate_decide(&ctx, &command, NULL, &o);
		if (o.error)
			_exit(3);
		record.rule = ruling_id(&o.final);
		buf_init(&b, memory, sizeof(memory));
		audit_format(&record, &b);
	}
}

int
main(void)
{
	static struct image image;

	arena_init(&arena, calloc(1, MEMORY), MEMORY);
	read_rules("rules");
	open_image(&image);
	armed = true;
	decide_all(&image);
	armed = false;
	return 0;
}
