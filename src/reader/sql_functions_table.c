/* SPDX-License-Identifier: ISC */
/*
 * The functions that are known to only read, of all dialects together, and
 * the keywords that may stand before a parenthesis. Both sorted. Left out is
 * whatever changes data or settings, touches files, runs text as SQL, waits or
 * signals, also when only some of its uses do.
 */
#include "reader/sql.h"

static const char *const functions[] = {
	"abs", "acos", "acosh", "add_months", "adddate", "addtime", "age",
	"akeys", "any_value", "approx_count_distinct", "array_agg",
	"array_append", "array_cat", "array_dims", "array_fill",
	"array_length", "array_lower", "array_ndims", "array_position",
	"array_positions", "array_prepend", "array_remove", "array_replace",
	"array_to_json", "array_to_string", "array_to_tsvector", "array_upper",
	"ascii", "asin", "asinh", "atan", "atan2", "atand", "atanh", "avals",
	"avg", "bin", "bin_to_uuid", "bit_and", "bit_count", "bit_length",
	"bit_or", "bit_xor", "bool_and", "bool_or", "btrim", "cardinality",
	"cbrt", "ceil", "ceiling", "changes", "char_length",
	"character_length", "charindex", "charset", "choose", "chr",
	"clock_timestamp", "coalesce", "coercibility", "col_description",
	"collation", "concat", "concat_ws", "connection_id", "conv",
	"convert_from", "convert_to", "convert_tz", "corr", "cos", "cosh",
	"cosine_distance", "cot", "count", "covar_pop", "covar_samp", "crc32",
	"cume_dist", "curdate", "current_catalog", "current_database",
	"current_date", "current_query", "current_role", "current_schema",
	"current_schemas", "current_setting", "current_time",
	"current_timestamp", "current_user", "currval", "curtime", "database", "date",
	"date_add", "date_bin", "date_format", "date_part", "date_sub",
	"date_trunc", "dateadd", "datediff", "datename", "datepart",
	"datetime", "day", "dayname", "dayofmonth", "dayofweek", "dayofyear",
	"db_name", "decode", "degrees", "dense_rank", "digest", "dmetaphone",
	"elt", "encode", "enum_first", "enum_last", "enum_range", "eomonth",
	"every", "exp", "export_set", "extract", "extractvalue", "factorial",
	"field", "find_in_set", "first_value", "floor", "format",
	"format_bytes", "format_pico_time", "format_type", "found_rows",
	"from_base64", "from_days", "from_unixtime", "gcd", "gen_random_uuid",
	"generate_series", "generate_subscripts", "geomean", "get_bit",
	"get_byte", "getdate", "getutcdate", "glob", "greatest",
	"group_concat", "grouping", "hashtext", "height", "hex", "host",
	"hostmask", "hour", "hstore", "icu_version", "if", "ifnull", "iif",
	"inet6_aton", "inet6_ntoa", "inet_aton", "inet_client_addr",
	"inet_client_port", "inet_merge", "inet_ntoa", "inet_server_addr",
	"inet_server_port", "initcap", "inner_product", "instr", "is_ipv4",
	"is_ipv6", "isempty", "isfinite", "isnull", "isnumeric", "isodow",
	"json_array", "json_array_length", "json_each", "json_extract",
	"json_group_array", "json_group_object", "json_object", "json_quote",
	"json_set", "json_tree", "json_type", "json_valid", "jsonb_path_query",
	"julianday", "justify_days", "justify_hours", "justify_interval",
	"l2_distance", "lag", "last_day", "last_insert_rowid", "last_value", "lastval",
	"lcase", "lcm", "lead", "least", "left", "len", "length",
	"levenshtein", "like", "likelihood", "likely", "listagg", "ln",
	"localtime", "localtimestamp", "locate", "log", "log10", "log2",
	"lower", "lower_inc", "lower_inf", "lpad", "ltrim", "make_date",
	"make_interval", "make_set", "make_time", "make_timestamp",
	"make_timestamptz", "makedate", "maketime", "masklen", "max", "max_by",
	"md5", "median", "metaphone", "microsecond", "mid", "min", "min_by",
	"minute", "mod", "mode", "month", "monthname", "months_between",
	"name_const", "netmask", "network", "now", "nth_value", "ntile",
	"nullif", "numnode", "nvl", "nvl2", "obj_description", "object_id",
	"object_name", "oct", "octet", "octet_length", "ord", "overlay",
	"parse_ident", "patindex", "percent_rank", "percentile_cont",
	"percentile_disc", "period_add", "period_diff", "pg_backend_pid",
	"pg_blocking_pids", "pg_char_to_encoding", "pg_client_encoding",
	"pg_collation_is_visible", "pg_column_compression", "pg_column_size",
	"pg_conf_load_time", "pg_control_checkpoint", "pg_control_system",
	"pg_current_snapshot", "pg_current_wal_insert_lsn",
	"pg_current_wal_lsn", "pg_database_size", "pg_describe_object",
	"pg_encoding_to_char", "pg_filenode_relation",
	"pg_function_is_visible", "pg_has_role", "pg_identify_object",
	"pg_index_column_has_property", "pg_index_has_property",
	"pg_indexam_has_property", "pg_indexes_size", "pg_is_in_recovery",
	"pg_is_other_temp_schema", "pg_is_wal_replay_paused",
	"pg_jit_available", "pg_last_committed_xact",
	"pg_last_wal_receive_lsn", "pg_last_wal_replay_lsn",
	"pg_last_xact_replay_timestamp", "pg_listening_channels",
	"pg_lock_status", "pg_my_temp_schema", "pg_notification_queue_usage",
	"pg_opclass_is_visible", "pg_operator_is_visible",
	"pg_options_to_table", "pg_postmaster_start_time",
	"pg_relation_filenode", "pg_relation_filepath",
	"pg_relation_is_publishable", "pg_relation_size",
	"pg_safe_snapshot_blocking_pids", "pg_sequence_last_value",
	"pg_sequence_parameters", "pg_show_all_settings", "pg_size_bytes",
	"pg_size_pretty", "pg_stat_get_activity", "pg_table_is_visible",
	"pg_table_size", "pg_tablespace_databases", "pg_tablespace_location",
	"pg_tablespace_size", "pg_timezone_abbrevs", "pg_timezone_names",
	"pg_total_relation_size", "pg_trigger_depth",
	"pg_ts_config_is_visible", "pg_type_is_visible", "pg_typeof",
	"pg_visible_in_snapshot", "pg_wal_lsn_diff", "pg_walfile_name",
	"pg_xact_commit_timestamp", "phraseto_tsquery", "pi",
	"plainto_tsquery", "position", "pow", "power",
	"pragma_compile_options", "pragma_database_list",
	"pragma_foreign_key_list", "pragma_function_list", "pragma_index_info",
	"pragma_index_list", "pragma_index_xinfo", "pragma_table_info",
	"pragma_table_list", "pragma_table_xinfo", "printf", "quarter",
	"quote", "quote_ident", "quote_literal", "quote_nullable", "radians",
	"rand", "random", "range_merge", "rank", "read_csv", "read_csv_auto",
	"read_json", "read_json_auto", "read_parquet", "regexp_like", "regr_avgx",
	"regr_avgy", "regr_count", "regr_intercept", "regr_r2", "regr_slope",
	"repeat", "replace", "reverse", "right", "round", "row_count",
	"row_number", "row_security_active", "row_to_json", "rpad", "rtrim",
	"scale", "schema", "schema_name", "sec_to_time", "second",
	"session_user", "set_bit", "set_byte", "setweight", "sha1", "sha2",
	"sha224", "sha256", "sha384", "sha512", "shobj_description", "sign",
	"similarity", "sin", "sinh", "skeys", "soundex", "space", "split_part",
	"sqlite_compileoption_used", "sqlite_source_id", "sqlite_version",
	"sqrt", "starts_with", "statement_timestamp", "std", "stddev",
	"stddev_pop", "stddev_samp", "str_to_date", "strcmp", "strftime",
	"string_agg", "string_split", "string_to_array", "string_to_table",
	"strip", "strpos", "stuff", "subdate", "substr", "substring",
	"substring_index", "subtime", "sum", "suser_name", "svals", "sysdate",
	"sysdatetime", "system_user", "tan", "tanh", "textcat", "time",
	"time_format", "time_to_sec", "timediff", "timeofday", "timestampadd",
	"timestampdiff", "to_ascii", "to_base64", "to_char", "to_clob",
	"to_date", "to_days", "to_hex", "to_json", "to_jsonb", "to_number",
	"to_regclass", "to_regnamespace", "to_regoper", "to_regproc",
	"to_regprocedure", "to_regrole", "to_regtype", "to_seconds",
	"to_timestamp", "to_tsquery", "to_tsvector", "total", "total_changes",
	"transaction_timestamp", "translate", "trim", "trim_array",
	"trim_scale", "trunc", "truncate", "ts_headline", "ts_rank",
	"ts_rank_cd", "tsvector_to_array", "txid_current_if_assigned",
	"txid_snapshot_xmin", "typeof", "ucase", "unaccent", "unhex",
	"unicode", "unistr", "unix_timestamp", "unixepoch", "unlikely",
	"unnest", "upper", "upper_inc", "upper_inf", "user", "utc_date",
	"utc_time", "utc_timestamp", "uuid", "uuid_extract_timestamp",
	"uuid_generate_v1", "uuid_generate_v4", "uuid_to_bin", "uuidv7",
	"var_pop", "var_samp", "variance", "vector_dims", "version",
	"websearch_to_tsquery", "week", "weekday", "weekofyear",
	"weight_string", "width_bucket", "word_similarity", "xpath",
	"xpath_exists", "year", "yearweek", "zeroblob",
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

/* Families without a member that does more. */
static const struct sv prefixes[] = {
	{"json_", 5}, {"jsonb_", 6}, {"pg_get_", 7}, {"pg_stat_get_", 12},
	{"regexp_", 7}, {"st_", 3},
};

#define NAME_MAX_LENGTH 48

/* name in lower case; false if it is too long to be listed. */
static bool
fold(struct sv name, char *out)
{
	size_t i;

	if (name.n >= NAME_MAX_LENGTH)
		return false;
	for (i = 0; i < name.n; i++) {
		out[i] = name.p[i];
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] - 'A' + 'a');
	}
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
sql_function_reads(struct sv name)
{
	char folded[NAME_MAX_LENGTH];
	struct sv f = {folded, name.n};
	size_t i;

	if (!fold(name, folded))
		return false;
	for (i = 0; i < ARRAY_LEN(prefixes); i++) {
		if (sv_starts(f, prefixes[i]))
			return true;
	}
	if (sv_starts(f, SV("has_")) && sv_ends(f, SV("_privilege")))
		return true;
	return is_in(functions, ARRAY_LEN(functions), f);
}

bool
sql_is_keyword(struct sv word)
{
	char folded[NAME_MAX_LENGTH];

	return fold(word, folded) &&
	    is_in(keywords, ARRAY_LEN(keywords), (struct sv){folded, word.n});
}
