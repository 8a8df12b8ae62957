/* SPDX-License-Identifier: ISC */
/*
 * The hosts of public APIs through which infrastructure, databases, code or
 * money is changed. Addresses that the providers' own documentation gives.
 */
#include "reader/url_hosts.h"

/* ".example.com" stands for every host below it. */
static const char *const hosts[] = {
	/* platforms */
	"backboard.railway.app", "backboard.railway.com", "api.heroku.com",
	"api.data.heroku.com", "postgres-api.heroku.com", "api.vercel.com",
	"api.netlify.com", "api.fly.io", "api.machines.dev", "api.render.com",
	"api.koyeb.com", "api.zeabur.com", "gateway.northflank.com",
	"api.northflank.com", "firebase.googleapis.com", ".googleapis.com",
	".firebaseio.com", ".firebasedatabase.app", ".expo.dev",
	"api.deno.com", "api.convex.dev", ".convex.cloud", "api.upsun.com",
	"api.platform.sh", "api.doppler.com", "app.infisical.com",
	/* clouds */
	".amazonaws.com", ".amazonaws.com.cn", ".api.aws",
	"management.azure.com", "graph.microsoft.com", "graph.windows.net",
	".azure.net", ".core.windows.net", ".documents.azure.com",
	"dev.azure.com", "api.cloudflare.com", ".r2.cloudflarestorage.com",
	"api.digitalocean.com", ".digitaloceanspaces.com",
	"api.hetzner.cloud", "robot-ws.your-server.de", "api.linode.com",
	"api.vultr.com", "api.scaleway.com", ".ovh.com", ".oraclecloud.com",
	"cloud.ibm.com", ".cloud.ibm.com", "api.equinix.com", "api.civo.com",
	"api.exoscale.com", "api.upcloud.com", ".backblazeb2.com",
	".wasabisys.com",
	/* databases */
	"api.supabase.com", ".supabase.co", "console.neon.tech",
	"api.planetscale.com", "api.turso.tech", ".turso.io",
	"cloud.mongodb.com", "api.mongodb.com", ".mongodb-api.com",
	"api.upstash.com", ".upstash.io", "api.cockroachlabs.com",
	"cockroachlabs.cloud", "api.aiven.io", "api.elastic-cloud.com",
	".es.io", ".elastic-cloud.com", ".found.io", "api.redislabs.com",
	"api.pinecone.io", ".pinecone.io", ".weaviate.cloud",
	".qdrant.io", ".algolia.net", ".algolianet.com",
	".snowflakecomputing.com",
	".azuredatabricks.net", ".cloud.databricks.com", "api.airtable.com",
	".api.sanity.io", "api.contentful.com", "api.notion.com",
	"api.xata.io", ".xata.sh", "cloud.appwrite.io", ".clickhouse.cloud",
	"api.confluent.cloud",
	/* code, packages, pipelines */
	"api.github.com", "uploads.github.com", "gitlab.com",
	"api.bitbucket.org", "registry.npmjs.org", "upload.pypi.org",
	"rubygems.org", "crates.io", "hub.docker.com", "ghcr.io",
	"registry.hub.docker.com", "api.nuget.org", "www.nuget.org",
	"circleci.com", "api.buildkite.com", "api.travis-ci.com",
	"app.terraform.io", "api.pulumi.com", "api.spacelift.io",
	"api.atlassian.com", ".atlassian.net", "api.linear.app",
	"huggingface.co",
	/* names, accounts, money, watching */
	"api.godaddy.com", "api.namecheap.com", "api.porkbun.com",
	"api.dnsimple.com", "api.name.com", "api.gandi.net",
	"api.stripe.com", "api.paypal.com", "api-m.paypal.com",
	"connect.squareup.com", ".myshopify.com", ".auth0.com", ".okta.com",
	"api.clerk.com", "api.workos.com", "api.twilio.com",
	"api.sendgrid.com", "api.datadoghq.com", "api.pagerduty.com",
	"api.newrelic.com", "sentry.io", ".sentry.io", "api.launchdarkly.com",
	"app.launchdarkly.com", ".tailscale.com", ".hubapi.com",
	".salesforce.com", "api.intercom.io", ".zendesk.com",
	"api.1password.com", ".hashicorp.cloud", "api.cloud.hashicorp.com",
};

/* Below the names above, and asked with POST what others ask with GET. */
static const char *const no_infrastructure[] = {
	"generativelanguage.googleapis.com", "translate.googleapis.com",
	"maps.googleapis.com", "places.googleapis.com",
	"oauth2.googleapis.com", "fonts.googleapis.com",
};

bool
url_host_is_api(struct sv host)
{
	for (size_t i = 0; i < ARRAY_LEN(no_infrastructure); i++)
		if (sv_eq_cstr(host, no_infrastructure[i]))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct sv known = sv_from(hosts[i]);

		if (known.p[0] == '.' ? sv_ends(host, known)
		                      : sv_eq(host, known))
			return true;
	}
	return false;
}
