/* Fills the demonstration's tables ("fill"), or says what is in them. */
import { PGlite } from "@electric-sql/pglite";

const db = new PGlite("./database");
const tables = ["customers", "orders"];

if (process.argv[2] === "fill") {
	await db.exec(`
		insert into customers (name) values ('Ada'), ('Grace');
		insert into orders (item)
		select 'order ' || n from generate_series(1, 1200) n;`);
}
for (const table of tables) {
	const there = await db.query("select to_regclass($1) as name", [table]);
	if (there.rows[0].name === null) {
		console.log(`${table}: no such table`);
		continue;
	}
	const count = await db.query(`select count(*) as n from ${table}`);
	console.log(`${table}: ${count.rows[0].n} rows`);
}
await db.close();
