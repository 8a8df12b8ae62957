/* SPDX-License-Identifier: ISC */
/*
 * Two defects of prisma 6.19 without its native engine, got round: adapter-pg
 * does not know the catalog's types "char" (18) and name (19), and a long
 * timer keeps "db push" alive for a minute.
 */
const Result = require("pg/lib/result");
const addFields = Result.prototype.addFields;
const catalogTypes = new Set([18, 19]);
const text = 25;

Result.prototype.addFields = function (fields) {
	for (const field of fields) {
		if (catalogTypes.has(field.dataTypeID)) {
			field.dataTypeID = text;
		}
	}
	return addFields.call(this, fields);
};

const setTimer = globalThis.setTimeout;
globalThis.setTimeout = function (call, delay, ...rest) {
	const timer = setTimer(call, delay, ...rest);
	if (delay >= 5000 && timer.unref) {
		timer.unref();
	}
	return timer;
};
