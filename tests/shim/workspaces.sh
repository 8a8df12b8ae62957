# SPDX-License-Identifier: ISC
# Packages of a repository: what a launcher starts in one of them is read
# there. The verdicts of the shipped rules.
mkdir -p "$W/mono/packages/db" "$W/mono/apps/web"
cat >"$W/mono/package.json" <<'JSON'
{
  "name": "shop",
  "workspaces": ["packages/*", "apps/*"],
  "scripts": {
    "build": "turbo run build",
    "reset": "turbo run reset",
    "wipe": "dropdb app",
    "test": "npm test --workspaces"
  }
}
JSON
cat >"$W/mono/packages/db/package.json" <<'JSON'
{
  "name": "@shop/db",
  "scripts": {
    "build": "prisma generate",
    "reset": "prisma migrate reset --force",
    "drop": "dropdb app",
    "posttest": "dropdb app_test"
  }
}
JSON
cat >"$W/mono/apps/web/package.json" <<'JSON'
{
  "name": "web",
  "scripts": {"build": "vite build", "test": "vitest run"}
}
JSON
# workspace VERDICT COMMAND…
workspace() {
	wanted=$1
	shift
	got=$(cd "$W/mono" && "$B/bin/guard" explain -- "$@" | head -n 1)
	case $got in
	"$wanted "*) ok "$wanted in a workspace: $*" ;;
	*) bad "$wanted in a workspace: $*" "$got" ;;
	esac
}
workspace allow npm run build
workspace allow turbo run build --filter=web
workspace allow turbo build
workspace allow pnpm --filter web build
workspace allow pnpm -r build
workspace allow yarn workspace @shop/db build
workspace allow yarn workspaces foreach -A run build
workspace allow npm run build -w packages/db -w web
workspace allow npm test -w web
workspace allow nx build web
workspace allow pnpm --filter other reset
workspace ask npm run wipe --workspaces --include-workspace-root
workspace ask yarn workspaces foreach -A run wipe
workspace ask pnpm --filter shop wipe
workspace allow turbo run wipe
workspace ask npm run reset
workspace ask turbo run reset
workspace ask turbo reset --filter='...@shop/db'
workspace ask npm -w packages/db run reset
workspace ask npm run reset --workspace=@shop/db
workspace ask npm run reset --workspaces
workspace ask npm test
workspace ask npm test -w @shop/db
workspace ask pnpm --filter @shop/db reset
workspace ask pnpm --filter db run reset
workspace ask pnpm --filter './packages/**' reset
workspace ask pnpm -r run reset
workspace ask yarn workspace @shop/db reset
workspace ask yarn workspace @shop/db run reset
workspace ask yarn workspaces run reset
workspace ask yarn workspaces foreach -Apt run reset
workspace ask lerna run reset --scope @shop/db
workspace allow nx reset
workspace ask nx drop db
workspace ask turbo drop
workspace ask bun --filter @shop/db reset
workspace ask bun --filter='*' run reset
# What turbo.json and nx know of tasks.
cat >"$W/mono/turbo.json" <<'JSON'
{"tasks": {"//#wipe": {}, "deploy": {"dependsOn": ["^reset"]}, "lint": {"dependsOn": ["build"]}}}
JSON
echo '{}' >"$W/mono/nx.json"
mkdir -p "$W/mono/tools/ops"
cat >"$W/mono/tools/ops/project.json" <<'JSON'
{
  "name": "ops",
  "targets": {
    "drop": {"command": "dropdb app"},
    "up": {"executor": "nx:run-commands", "options": {"commands": ["ls", {"command": "dropdb app"}]}},
    "ls": {"command": "ls"}
  }
}
JSON
workspace ask turbo run wipe
workspace ask turbo run '//#wipe'
workspace ask turbo run deploy
workspace ask turbo deploy --filter=web
workspace ask turbo run build @shop/db#drop
workspace ask turbo build drop
workspace allow turbo run lint build
workspace allow turbo run web#drop
workspace ask nx run ops:drop
workspace ask nx run ops:up:production
workspace ask nx drop ops
workspace ask npx nx run-many -t build up
workspace ask nx affected --targets=build,drop
workspace ask nx run-many --target=drop
workspace allow nx run ops:ls
workspace ask nx run-many "--target=$(seq -s , 1 40),drop"
# More than there is room for is no reason to pass.
check "80 targets of nx are refused" sh -c "cd '$W/mono' &&
    ! '$B/bin/guard' explain --exit-code -- nx run-many \
    '--target=$(seq -s , 1 80),drop' >/dev/null 2>&1"
workspace allow nx run-many -t ls build
workspace allow nx affected -t build
# Files of tasks that only these read.
mkdir -p "$W/mono/.cargo"
echo '[alias]
fresh = "run -p migration -- fresh"
b = "build"' >"$W/mono/.cargo/config.toml"
echo '[tasks]
drop = "dropdb app"
ls = "ls"' >"$W/mono/mise.toml"
echo '[testenv:drop]
commands = dropdb app
[testenv:ls]
commands = ls' >"$W/mono/tox.ini"
echo 'pre-push:
  jobs:
    - run: dropdb app
pre-commit:
  jobs:
    - run: ls' >"$W/mono/lefthook.yml"
echo 'repos:
- repo: local
  hooks:
  - id: drop
    entry: dropdb app
  - id: ls
    entry: ls' >"$W/mono/.pre-commit-config.yaml"
workspace ask cargo fresh
workspace ask cargo +nightly fresh
workspace allow cargo b
workspace ask mise drop
workspace ask mise run ls ::: drop
workspace ask mise tasks run drop
workspace allow mise ls
workspace allow mise run ls ::: ls
workspace ask tox -e drop
workspace ask tox run -e ls,drop
workspace ask env TOXENV=drop tox
workspace allow tox -e ls -- -x
workspace ask lefthook run pre-push
workspace allow lefthook run pre-commit
workspace ask pre-commit run
workspace ask pre-commit run drop --all-files
workspace allow pre-commit run ls
