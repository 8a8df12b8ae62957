/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a log, shown and counted as guard log and its report do: rows
 * have no byte that a terminal obeys, what is counted is no more than there was,
 * and of the lines' text no markup reaches the page.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"

#include "require.h"

#define PAGE_SPACE ((size_t)4 << 20)
#define ARENA_SPACE ((size_t)8 << 20)

static struct report report;
static struct arena arena;
static char *page;

/* The report keeps its memory from one input to the next. */
static void
start(void)
{
	struct arena kept;
	struct decision *decisions;

	if (!page) {
		REQUIRE(!report_init(&report));
		arena_init(&arena, malloc(ARENA_SPACE), ARENA_SPACE);
		page = malloc(PAGE_SPACE);
		REQUIRE(page && arena.base);
	}
	kept = report.arena;
	decisions = report.decisions;
	memset(&report, 0, sizeof(report));
	report.arena = kept;
	report.arena.used = 0;
	report.decisions = decisions;
	report.cap_decisions = 1024;
}

static void
show(json_t *line)
{
	char memory[512];
	struct buf row;

	buf_init(&row, memory, sizeof(memory));
	arena.used = 0;
	log_row(&arena, line, &row);
	for (size_t i = 0; i < row.n; i++)
		REQUIRE((unsigned char)row.p[i] >= ' ' && row.p[i] != 0x7f);
}

/* The page's own markup has neither of these. */
static void
check_page(void)
{
	struct buf b;

	buf_init(&b, page, PAGE_SPACE);
	report_page(&report, "", 1764000000, &b);
	if (b.full)
		return;
	REQUIRE(sv_ends(sv_trim(buf_view(&b)), SV("</html>")));
	REQUIRE(!sv_contains(buf_view(&b), SV("<xss")));
	REQUIRE(!sv_contains(buf_view(&b), SV("\" xss")));
	for (size_t i = 0; i < b.n; i++)
		REQUIRE((unsigned char)b.p[i] >= ' ' || b.p[i] == '\n' ||
		    b.p[i] == '\t');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv log = {(const char *)data, size};
	uint64_t lines = 0;
	char since[LOG_SINCE_MAX];

	start();
	while (log.n) {
		size_t end = sv_find(log, 0, '\n');
		struct sv text = sv_take(log, end);
		bool torn;
		json_t *line = log_parse(&text, &torn);

		lines++;
		log = sv_skip(log, end + 1);
		if (!line)
			continue;
		show(line);
		report_line(&report, line, text);
		json_decref(line);
	}
	REQUIRE(report.n[REPORT_ALLOW] + report.n[REPORT_ASK] +
	    report.n[REPORT_DENY] <= lines);
	check_page();
	if (size < 64) {
		char typed[64];

		memcpy(typed, data, size);
		typed[size] = '\0';
		if (log_since(typed, 1764000000, since))
			REQUIRE(strlen(since) >= 4);
	}
	return 0;
}
