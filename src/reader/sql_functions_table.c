/* SPDX-License-Identifier: ISC */
/*
 * The functions that are known to only read, of all dialects together (but
 * those of sql_postgres_table.c), and the keywords that may stand before a
 * parenthesis. Both sorted. Left out is whatever changes data or settings,
 * touches files, runs text as SQL, waits or signals, also when only some of
 * its uses do.
 */
#include "reader/sql.h"

static const char *const functions[] = {
	"add_months", "adddate", "addtime", "akeys", "any_value",
	"approx_count_distinct", "avals", "bin", "bin_to_uuid", "changes",
	"charindex", "charset", "choose", "clock_timestamp", "coalesce",
	"coercibility", "collation", "connection_id", "conv", "convert_tz",
	"cosine_distance", "crc32", "curdate", "current_catalog",
	"current_date", "current_query", "current_role", "current_time",
	"current_timestamp", "currval", "curtime", "database", "date_add",
	"date_format", "date_sub", "dateadd", "datediff", "datename",
	"datepart", "datetime", "day", "dayname", "dayofmonth", "dayofweek",
	"dayofyear", "db_name", "digest", "dmetaphone", "elt", "eomonth",
	"export_set", "extractvalue", "field", "find_in_set", "format_bytes",
	"format_pico_time", "found_rows", "from_base64", "from_days",
	"from_unixtime", "gen_random_uuid", "geomean", "getdate", "getutcdate",
	"glob", "greatest", "group_concat", "grouping", "hex", "hour",
	"hstore", "icu_version", "if", "ifnull", "iif", "inet6_aton",
	"inet6_ntoa", "inet_aton", "inet_ntoa", "inner_product", "instr",
	"is_ipv4", "is_ipv6", "isnull", "isnumeric", "isodow", "json",
	"json_array", "json_array_append", "json_array_insert",
	"json_arrayagg", "json_contains", "json_contains_path", "json_depth",
	"json_error_position", "json_exists", "json_extract",
	"json_extract_scalar", "json_extract_string", "json_format",
	"json_group_array", "json_group_object", "json_group_structure",
	"json_insert", "json_keys", "json_length", "json_merge",
	"json_merge_patch", "json_merge_preserve", "json_objectagg",
	"json_overlaps", "json_parse", "json_patch", "json_pretty",
	"json_query", "json_quote", "json_remove", "json_replace",
	"json_schema_valid", "json_schema_validation_report", "json_search",
	"json_set", "json_size", "json_storage_free", "json_storage_size",
	"json_structure", "json_table", "json_transform",
	"json_transform_strict", "json_tree", "json_type", "json_unquote",
	"json_valid", "json_value", "jsonb", "jsonb_array", "jsonb_extract",
	"jsonb_group_array", "jsonb_group_object", "jsonb_patch",
	"jsonb_remove", "jsonb_replace", "jsonb_tree", "julianday",
	"l2_distance", "last_day", "last_insert_rowid", "lastval", "lcase",
	"least", "len", "levenshtein", "likelihood", "likely", "listagg",
	"localtime", "localtimestamp", "locate", "log2", "make_set",
	"makedate", "maketime", "max_by", "median", "metaphone", "microsecond",
	"mid", "min_by", "minute", "month", "monthname", "months_between",
	"name_const", "nullif", "nvl", "nvl2", "object_id", "object_name",
	"oct", "octet", "ord", "patindex", "period_add", "period_diff",
	"pg_blocking_pids", "pg_control_checkpoint", "pg_control_system",
	"pg_current_wal_flush_lsn", "pg_current_wal_insert_lsn",
	"pg_current_wal_lsn", "pg_database_size",
	"pg_get_backend_memory_contexts", "pg_get_shmem_allocations",
	"pg_get_wal_replay_pause_state", "pg_indexes_size",
	"pg_is_in_recovery", "pg_is_wal_replay_paused", "pg_jit_available",
	"pg_last_committed_xact", "pg_last_wal_receive_lsn",
	"pg_last_wal_replay_lsn", "pg_last_xact_replay_timestamp",
	"pg_lock_status", "pg_notification_queue_usage", "pg_relation_size",
	"pg_safe_snapshot_blocking_pids", "pg_sequence_last_value",
	"pg_show_replication_origin_status", "pg_table_size",
	"pg_tablespace_size", "pg_total_relation_size",
	"pg_xact_commit_timestamp", "pg_xact_status", "pragma_compile_options",
	"pragma_database_list", "pragma_foreign_key_list",
	"pragma_function_list", "pragma_index_info", "pragma_index_list",
	"pragma_index_xinfo", "pragma_table_info", "pragma_table_list",
	"pragma_table_xinfo", "printf", "quarter", "quote", "rand", "random",
	"read_csv", "read_csv_auto", "read_json", "read_json_auto",
	"read_parquet", "regexp_contains", "regexp_escape", "regexp_extract",
	"regexp_extract_all", "regexp_full_match", "regexp_split", "row_count",
	"schema", "schema_name", "sec_to_time", "second", "sha1", "sha2",
	"similarity", "skeys", "soundex", "space", "sqlite_compileoption_used",
	"sqlite_source_id", "sqlite_version", "std", "str_to_date", "strcmp",
	"strftime", "string_split", "stuff", "subdate", "substring_index",
	"subtime", "suser_name", "svals", "sysdate", "sysdatetime",
	"system_user", "time_format", "time_to_sec", "timediff", "timeofday",
	"timestampadd", "timestampdiff", "to_base64", "to_clob", "to_days",
	"to_seconds", "total", "total_changes", "trim", "truncate",
	"txid_status", "typeof", "ucase", "unaccent", "unhex", "unicode",
	"unix_timestamp", "unixepoch", "unlikely", "user", "utc_date",
	"utc_time", "utc_timestamp", "uuid", "uuid_extract_timestamp",
	"uuid_generate_v1", "uuid_generate_v4", "uuid_to_bin", "uuidv7",
	"vector_dims", "week", "weekday", "weekofyear", "weight_string",
	"word_similarity", "year", "yearweek", "zeroblob",
};

static const char *const keywords[] = {
	"add", "against", "all", "and", "any", "array", "as", "asc",
	"bernoulli", "between", "bigint", "binary", "bit", "blob", "bool",
	"boolean", "both", "bpchar", "by", "bytea", "case", "cast", "char",
	"character", "check", "collate", "column", "conflict", "constraint",
	"convert", "cross", "cube", "date", "datetime", "dec", "decimal",
	"default", "distinct", "div", "double", "else", "end", "enum",
	"escape", "except", "exclude", "exists", "false", "filter", "first",
	"float", "following", "for", "force", "foreign", "from", "full",
	"group", "having", "ignore", "ilike", "in", "include", "index",
	"inner", "int", "integer", "intersect", "interval", "into", "is",
	"isnull", "join", "json", "key", "lateral", "leading", "left", "like",
	"limit", "match", "materialized", "mediumint", "minus", "mod",
	"national", "natural", "nchar", "not", "notnull", "null", "numeric",
	"nvarchar", "of", "offset", "on", "only", "or", "order", "ordinality",
	"outer", "over", "overlaps", "partition", "preceding", "precision",
	"primary", "range", "real", "recursive", "references", "regexp",
	"returning", "right", "rlike", "rollup", "row", "rows", "select",
	"set", "sets", "similar", "smallint", "some", "straight_join", "table",
	"tablesample", "text", "then", "time", "timestamp", "timestamptz",
	"timetz", "tinyint", "to", "trailing", "true", "unbounded", "union",
	"unique", "use", "using", "values", "varbinary", "varbit", "varchar",
	"varying", "when", "where", "window", "with", "within", "without",
	"xor", "year",
};

#define NAME_MAX_LENGTH 48

/* name in lower case; false if it is too long to be listed. */
static bool
fold(struct sv name, char *out)
{
	size_t i;

	if (name.n >= NAME_MAX_LENGTH)
		return false;
	for (i = 0; i < name.n; i++)
		out[i] = byte_lower(name.p[i]);
	return true;
}

static bool
is_in(const char *const *list, size_t n, struct sv name)
{
	size_t low = 0, high = n, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = sv_cmp(name, sv_from(list[middle]));
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

bool
sql_function_reads(struct sv name, enum sql_dialect dialect)
{
	char folded[NAME_MAX_LENGTH];
	struct sv f = {folded, name.n};

	if (!fold(name, folded))
		return false;
	/* PostGIS: but for one, what begins so gives a geometry or a number. */
	if (sv_starts(f, SV("st_")))
		return !sv_eq(f, SV("st_createoverview"));
	if ((dialect == SQL_GENERIC || dialect == SQL_DUCKDB) &&
	    is_in(sql_analytic_functions, sql_analytic_functions_n, f))
		return true;
	return is_in(functions, ARRAY_LEN(functions), f) ||
	    is_in(sql_postgres_functions, sql_postgres_functions_n, f);
}

bool
sql_is_keyword(struct sv word)
{
	char folded[NAME_MAX_LENGTH];

	return fold(word, folded) &&
	    is_in(keywords, ARRAY_LEN(keywords), (struct sv){folded, word.n});
}
