/* SPDX-License-Identifier: ISC */
/*
 * reader: what code does by itself, in each language as people write it, and
 * daily code that is none of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

static bool
is_spared(struct sv path)
{
	return sv_starts(path, SV("/tmp/")) || sv_eq(path, SV("dist"));
}

/* Each text does just that. */
static void
check(const char *const *texts, size_t n, unsigned want)
{
	for (size_t i = 0; i < n; i++) {
		unsigned got = code_deeds(sv_from(texts[i]), is_spared);

		if (got != want)
			print_error("%s\n", texts[i]);
		assert_int_equal(got, want);
	}
}

static void
sees_files_deleted(void **state)
{
	static const char *const texts[] = {
		"import shutil; shutil.rmtree('src')",
		"from shutil import rmtree as r, rmtree",
		"os.remove(p)", "os . remove ( p )", "Path('a.db').unlink()",
		"for f in fs: os.unlink(f)", "os.truncate('a.db', 0)",
		"require('fs').rmSync('src', {recursive: true})",
		"await fs.promises.rm(\n'src')", "fs?.unlinkSync(p)",
		"Deno.removeSync('src')", "rimraf('src')", "fse.remove('src')",
		"FileUtils.rm_rf 'src'", "FileUtils.rm ['dist']",
		"File.delete(p)", "Dir.unlink p", "File::unlink(p)",
		"FileUtils.remove p", "FileUtils.safe_unlink(p)",
		"unlink $f", "unlink '/tmp/a', $f", "unlink glob('*')",
		"Storage::delete('a')", "File::deleteDirectory($d)",
		/* not the whole path, or not all of them */
		"rmSync('/tmp/' + name)", "rmSync('/tmp/x'.replace(a, b))",
		"rmSync(`/tmp/${name}`)", "rmtree(f'/tmp/{name}')",
		"rmSync('/tmp/a\\x2f..')", "unlink('/tmp/a', 'src')",
		"shutil.rmtree('dist' '/../src')", "rmSync('dist",
		"rmSync(['dist', 'src'])", "rm_rf \"/tmp/#{name}\"",
	};

	(void)state;
	check(texts, ARRAY_LEN(texts), CODE_DELETES_FILES);
}

static void
sees_data_deleted(void **state)
{
	static const char *const texts[] = {
		"c.execute('DROP TABLE users')", "c.execute('drop  Database x')",
		"db.query(\"delete from users\")", "TRUNCATE users",
		"await sql`TRUNCATE \"User\"`", "x = '''\nDELETE\nFROM a'''",
		"prisma.user.deleteMany()", "db.users.delete_many({})",
		"mongoose.connection.dropDatabase()", "User.delete_all",
		"User.where(a: 1).destroy_all", "Base.metadata.drop_all(e)",
		"User.objects.filter(a=1).delete()", "r.flushall()",
		"s.query(U).filter(a > 1).delete(synchronize_session=False)",
		"q.query('TRUNCATE `users`')", "x.execute('truncate [users]')",
		"knex('users').del()", "DB::table('users')->truncate()",
		"$q->where('a', 1)->delete()", "User.destroy({where: {}})",
		"sequelize.drop()", "User.collection.drop ( )",
		"redis . flushdb",
	};

	(void)state;
	check(texts, ARRAY_LEN(texts), CODE_DELETES_DATA);
}

static void
sees_what_is_deleted_at_a_service(void **state)
{
	static const char *const texts[] = {
		"requests.delete('https://api.example.com/v1/volumes/1')",
		"httpx.delete(url)", "axios.delete(`${base}/1`)",
		"requests.request('DELETE', 'https://example.com/1')",
		"fetch('https://example.com/1', {method: 'DELETE'})",
		"fetch(url, { \"method\" : \"delete\" })",
		"u.Request('https://example.com', method='DELETE')",
		"fetch('http://localhost/x'); fetch('https://a.example/1',"
		" {method: 'DELETE'})",
		"boto3.client('rds').delete_db_instance(DBInstanceIdentifier=i)",
		"ec2.terminate_instances(InstanceIds=[i])",
		"new AWS.S3().deleteBucket({Bucket: 'b'})",
		"client.send(new DeleteBucketCommand({Bucket: 'b'}))",
		"client.send(new TerminateInstancesCommand(x))",
		"post('https://backboard.example.app/graphql', {query:"
		" 'mutation { volumeDelete(volumeId: \"1\") }'})",
	};

	(void)state;
	check(texts, ARRAY_LEN(texts), CODE_DELETES_REMOTELY);
}

static void
lets_daily_code_pass(void **state)
{
	static const char *const texts[] = {
		"", "'", "print(1)", "$", "a.", "a::", ")->",
		"shutil.rmtree('dist')", "shutil.rmtree(\"/tmp/x\", True)",
		"os.remove( '/tmp/x' )", "rmSync('dist', {recursive: true})",
		"fs.rm('dist', err => {})", "unlink '/tmp/a' or die",
		"unlink '/tmp/a', '/tmp/b'", "FileUtils.rm_rf 'dist'\nputs 1",
		"a = [1]; a.remove(1)", "new Map().delete(k)", "h.delete(:a)",
		"new Map(a).delete(k == 1)", "delete h.a", "delete $h{a}", "s.destroy()", "df.drop(columns=a)",
		"requests.get('https://example.com/1').json()",
		"requests.delete('http://127.0.0.1:8000/1')",
		"axios.delete(\"http://localhost:3000/1\")",
		"fetch('http://localhost/1', {method: 'DELETE'})",
		"print('delete')", "console.log(\"deleted\", n)",
		"select * from deleted", "Reflect.deleteProperty(a, 'b')",
		"q = 'query { users }'; post('https://example.com', q)",
		"post('https://example.com', 'mutation { addUser }')",
		"dropdown from", "truncate(text, 80)", "rmdirs = 1", "term_x()",
	};

	(void)state;
	check(texts, ARRAY_LEN(texts), 0);
}

static void
sees_all_that_one_code_does(void **state)
{
	static char text[1 << 16];

	(void)state;
	assert_int_equal(code_deeds(SV("rmtree(p); c.execute('drop table a');"
	    " requests.delete(u)"), is_spared), CODE_DELETES_FILES |
	    CODE_DELETES_DATA | CODE_DELETES_REMOTELY);
	/* However much stands before it. */
	for (size_t i = 0; i + 8 < sizeof(text); i += 8)
		memcpy(text + i, "print(1)", 8);
	memcpy(text + sizeof(text) - 12, ";rmtree(p)  ", 12);
	assert_int_equal(code_deeds((struct sv){text, sizeof(text)}, is_spared),
	    CODE_DELETES_FILES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_files_deleted),
		cmocka_unit_test(sees_data_deleted),
		cmocka_unit_test(sees_what_is_deleted_at_a_service),
		cmocka_unit_test(lets_daily_code_pass),
		cmocka_unit_test(sees_all_that_one_code_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
