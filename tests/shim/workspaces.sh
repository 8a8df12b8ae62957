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
