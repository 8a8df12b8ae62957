/* SPDX-License-Identifier: ISC */
/*
 * redis_read: lines of commands as redis-cli takes them from standard input.
 * The commands that only read are those with the flag "readonly" in COMMAND of
 * Redis 7.0 (BSD licence), and of the others those that show or set something
 * of the connection alone; then the common ones of its modules.
 */
#include <string.h>

#include "reader/statements.h"

/* A command, or a command and what it is to do, in small letters. */
static const char *const reads[] = {
	"acl|cat", "acl|dryrun", "acl|genpass", "acl|getuser", "acl|help",
	"acl|list", "acl|users", "acl|whoami", "auth", "bf.card", "bf.exists",
	"bf.info", "bf.mexists", "bitcount", "bitfield_ro", "bitpos",
	"cf.exists", "client|getname", "client|getredir", "client|help",
	"client|id", "client|info", "client|list", "client|setname",
	"client|trackinginfo", "cluster|count-failure-reports",
	"cluster|countkeysinslot", "cluster|getkeysinslot", "cluster|help",
	"cluster|info", "cluster|keyslot", "cluster|links", "cluster|myid",
	"cluster|myshardid", "cluster|nodes", "cluster|replicas",
	"cluster|shards", "cluster|slaves", "cluster|slots", "cms.query",
	"command|", "command|count", "command|docs", "command|getkeys",
	"command|getkeysandflags", "command|help", "command|info",
	"command|list", "config|get", "config|help", "dbsize", "discard",
	"dump", "echo", "eval_ro", "evalsha_ro", "exec", "exists",
	"expiretime", "fcall_ro", "ft._list", "ft.aggregate", "ft.explain",
	"ft.info", "ft.search", "ft.tagvals", "function|dump", "function|help",
	"function|list", "function|stats", "geodist", "geohash", "geopos",
	"georadius_ro", "georadiusbymember_ro", "geosearch", "get", "getbit",
	"getrange", "hello", "help", "hexists", "hget", "hgetall", "hkeys",
	"hlen", "hmget", "hrandfield", "hscan", "hstrlen", "hvals", "info",
	"json.arrlen", "json.get", "json.mget", "json.objkeys", "json.objlen",
	"json.strlen", "json.type", "keys", "lastsave", "latency|doctor",
	"latency|graph", "latency|help", "latency|histogram",
	"latency|history", "latency|latest", "lcs", "lindex", "llen", "lolwut",
	"lpos", "lrange", "memory|doctor", "memory|help",
	"memory|malloc-stats", "memory|stats", "memory|usage", "mget",
	"module|help", "module|list", "monitor", "multi", "object|encoding",
	"object|freq", "object|help", "object|idletime", "object|refcount",
	"pexpiretime", "pfcount", "ping", "psubscribe", "pttl",
	"pubsub|channels", "pubsub|help", "pubsub|numpat", "pubsub|numsub",
	"pubsub|shardchannels", "pubsub|shardnumsub", "punsubscribe", "quit",
	"randomkey", "readonly", "readwrite", "role", "scan", "scard",
	"script|exists", "script|help", "sdiff", "select", "sentinel|ckquorum",
	"sentinel|get-master-addr-by-name", "sentinel|help", "sentinel|master",
	"sentinel|masters", "sentinel|myid", "sentinel|replicas",
	"sentinel|sentinels", "sentinel|slaves", "sinter", "sintercard",
	"sismember", "slowlog|get", "slowlog|help", "slowlog|len", "smembers",
	"smismember", "sort_ro", "srandmember", "sscan", "ssubscribe",
	"strlen", "subscribe", "substr", "sunion", "sunsubscribe",
	"tdigest.quantile", "time", "topk.list", "topk.query", "touch",
	"ts.get", "ts.info", "ts.mget", "ts.mrange", "ts.range", "ts.revrange",
	"ttl", "type", "unsubscribe", "unwatch", "wait", "watch",
	"xgroup|help", "xinfo|consumers", "xinfo|groups", "xinfo|help",
	"xinfo|stream", "xlen", "xpending", "xrange", "xread", "xrevrange",
	"zcard", "zcount", "zdiff", "zinter", "zintercard", "zlexcount",
	"zmscore", "zrandmember", "zrange", "zrangebylex", "zrangebyscore",
	"zrank", "zrevrange", "zrevrangebylex", "zrevrangebyscore", "zrevrank",
	"zscan", "zscore", "zunion",
};

#define NAME_MAX_LENGTH 48

/* A word of a line; false for one that is quoted or has an escape. */
static bool
next_word(struct sv *line, struct sv *out)
{
	size_t n = 0;

	*line = sv_trim(*line);
	while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t') {
		if (memchr("\"'\\", line->p[n], 3) != NULL)
			return false;
		n++;
	}
	*out = sv_take(*line, n);
	*line = sv_skip(*line, n);
	return true;
}

static bool
is_listed(struct sv name)
{
	return sv_is_any(name, reads, ARRAY_LEN(reads));
}

static void
put_lower(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_c(b, byte_lower(s.p[i]));
}

/* Whether one command, without its "command|", reads. */
static bool
command_reads(struct sv line)
{
	char memory[NAME_MAX_LENGTH];
	struct sv first, second;
	struct buf b;

	if (!next_word(&line, &first))
		return false;
	buf_init(&b, memory, sizeof(memory));
	put_lower(&b, first);
	if (b.full)
		return false;
	if (is_listed(buf_view(&b)))
		return true;
	if (!next_word(&line, &second))
		return false;
	buf_c(&b, '|');
	put_lower(&b, second);
	return !b.full && is_listed(buf_view(&b));
}

void
redis_read(struct sv text, struct sql_reading *out)
{
	size_t from = 0, end;
	struct sv line;

	*out = (struct sql_reading){.effect = SQL_READS};
	for (; from < text.n; from = end + 1) {
		end = sv_find(text, from, '\n');
		line = sv_trim(sv_take(sv_skip(text, from), end - from));
		if (line.n == 0 || command_reads(line))
			continue;
		*out = (struct sql_reading){SQL_UNKNOWN, line,
		    "is not known to be a command that only reads"};
		return;
	}
}
