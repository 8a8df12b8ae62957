/* SPDX-License-Identifier: ISC */
/*
 * The names that mongo_read knows, from the reference of mongosh 2 and of the
 * database commands of MongoDB 8. Each list is sorted by bytes. A method
 * counts whatever it belongs to, so none is listed that writes anywhere.
 */
#include "reader/mongo.h"

static const char *const functions[] = {
	"BSONRegExp", "BigInt", "BinData", "Boolean", "Code", "DBRef", "Date",
	"Decimal128", "Double", "HexData", "ISODate", "Int32", "Long", "MD5",
	"Map", "MaxKey", "MinKey", "Number", "NumberDecimal", "NumberInt",
	"NumberLong", "ObjectId", "RegExp", "Set", "String", "Timestamp",
	"UUID", "exit", "hello", "help", "isFinite", "isNaN", "parseFloat",
	"parseInt", "print", "printjson", "printjsononeline", "quit", "sleep",
	"tojson", "tojsononeline", "version",
};

static const char *const methods[] = {
	"abs", "aggregate", "allowDiskUse", "at", "batchSize", "ceil",
	"charAt", "close", "collation", "comment", "concat", "conf", "config",
	"count", "countDocuments", "currentOp", "dataSize", "distinct",
	"endsWith", "entries", "error", "estimatedDocumentCount", "every",
	"explain", "filter", "find", "findIndex", "findOne", "flat", "flatMap",
	"floor", "forEach", "from", "getBalancerState", "getCollection",
	"getCollectionInfos", "getCollectionNames", "getDB", "getDBNames",
	"getDBs", "getDate", "getDay", "getFullName", "getFullYear",
	"getHours", "getIndexKeys", "getIndexes", "getIndices",
	"getLogComponents", "getMinutes", "getMongo", "getMonth", "getName",
	"getProfilingStatus", "getReadPrefMode", "getReplicationInfo",
	"getRole", "getRoles", "getSearchIndexes", "getSecondsBehind",
	"getShardDistribution", "getSiblingDB", "getTime", "getTimestamp",
	"getUser", "getUsers", "has", "hasNext", "hasOwnProperty", "hello",
	"help", "hint", "hostInfo", "includes", "indexOf", "info", "isArray",
	"isBalancerRunning", "isCapped", "isClosed", "isExhausted", "isMaster",
	"isTTY", "itcount", "join", "keys", "latencyStats", "limit",
	"listCommands", "localeCompare", "log", "map", "match", "max",
	"maxAwaitTimeMS", "maxTimeMS", "min", "next", "noCursorTimeout",
	"now", "objsLeftInBatch", "padEnd", "padStart", "pretty",
	"printCollectionStats", "printReplicationInfo",
	"printSecondaryReplicationInfo", "printShardingStatus",
	"printSlaveReplicationInfo", "project", "projection", "push",
	"readConcern", "readPref", "reduce", "repeat", "replace",
	"replaceAll", "returnKey", "reverse", "round", "secondaryOk",
	"serverBuildInfo", "serverCmdLineOpts", "serverStatus",
	"setReadPref", "setSecondaryOk", "setSlaveOk", "showRecordId", "size",
	"skip", "slaveOk", "slice", "some", "sort", "split", "startsWith",
	"stats", "status", "storageSize", "stringify", "substr", "substring",
	"table", "test", "toArray", "toFixed", "toHexString", "toISOString",
	"toJSON", "toLocaleDateString", "toLocaleString", "toLowerCase",
	"toNumber", "toString", "toUpperCase", "totalIndexSize", "totalSize",
	"trim", "tryNext", "values", "version", "warn",
};

static const char *const writers[] = {
	"abortTransaction", "add", "addArbiter", "addShard", "addShardTag",
	"adminCommand", "apply", "balancerStart", "balancerStop", "bind",
	"bulkWrite", "call", "changeUserPassword", "cloneCollection",
	"commitTransaction", "compactStructuredEncryptionData",
	"constructor", "convertToCapped", "copyDatabase", "createCollection",
	"createIndex", "createIndexes", "createRole", "createSearchIndex",
	"createUser", "createView", "deleteMany", "deleteOne",
	"disableBalancing", "drop", "dropAllRoles", "dropAllUsers",
	"dropDatabase", "dropIndex", "dropIndexes", "dropRole",
	"dropSearchIndex", "dropUser", "enableSharding", "ensureIndex",
	"eval", "exec", "execute", "findAndModify", "findOneAndDelete",
	"findOneAndReplace", "findOneAndUpdate", "freeze", "fsyncLock",
	"fsyncUnlock", "grantPrivilegesToRole", "grantRolesToRole",
	"grantRolesToUser", "hideIndex", "initiate",
	"initializeOrderedBulkOp", "initializeUnorderedBulkOp", "insert",
	"insertMany", "insertOne", "killOp", "mapReduce", "moveChunk",
	"moveCollection", "moveRange", "reIndex", "reconfig", "remove",
	"removeShard", "renameCollection", "replaceOne", "repairDatabase",
	"reshardCollection", "revokeRolesFromUser", "rotateCertificates",
	"runCommand", "save", "setFeatureCompatibilityVersion",
	"setProfilingLevel", "shardCollection", "shutdownServer",
	"splitAt", "splitFind", "startBalancer", "stepDown", "stopBalancer",
	"unhideIndex", "unsafe", "unshardCollection", "update", "updateMany",
	"updateOne", "updateRole", "updateSearchIndex", "updateUser",
	"upsert",
};

static const char *const commands[] = {
	"aggregate", "buildInfo", "buildinfo", "collStats", "collstats",
	"connPoolStats", "connectionStatus", "count", "currentOp", "dataSize",
	"dbHash", "dbStats", "dbstats", "distinct", "features", "find",
	"getCmdLineOpts", "getDefaultRWConcern", "getLog", "getParameter",
	"getShardMap", "hello", "hostInfo", "isMaster", "isdbgrid",
	"ismaster", "listCollections", "listCommands", "listDatabases",
	"listIndexes", "listShards", "lockInfo", "ping", "planCacheListFilters",
	"replSetGetConfig", "replSetGetStatus", "rolesInfo", "serverStatus",
	"shardConnPoolStats", "shardingState", "top", "usersInfo",
	"whatsmyuri",
};

static const char *const shows[] = {
	"collections", "databases", "dbs", "log", "logs", "profile", "roles",
	"startupWarnings", "tables", "users",
};

static const char *const operators[] = {
	"$accumulator", "$eval", "$function", "$merge", "$out", "$where",
	"mapReduce", "mapreduce",
};

static const struct {
	const char *const *names;
	size_t n;
} lists[MONGO_NAMES] = {
	[MONGO_FUNCTIONS] = {functions, ARRAY_LEN(functions)},
	[MONGO_METHODS] = {methods, ARRAY_LEN(methods)},
	[MONGO_WRITERS] = {writers, ARRAY_LEN(writers)},
	[MONGO_COMMANDS] = {commands, ARRAY_LEN(commands)},
	[MONGO_SHOWS] = {shows, ARRAY_LEN(shows)},
	[MONGO_OPERATORS] = {operators, ARRAY_LEN(operators)},
};

bool
mongo_is(enum mongo_names list, struct sv name)
{
	for (size_t i = 0; i < lists[list].n; i++) {
		if (sv_eq_cstr(name, lists[list].names[i]))
			return true;
	}
	return false;
}
