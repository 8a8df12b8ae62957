import { pgTable, serial, text } from "drizzle-orm/pg-core";

/* The table "orders" stood here: pushing this schema drops it. */
export const customers = pgTable("customers", {
	id: serial("id").primaryKey(),
	name: text("name").notNull(),
});
