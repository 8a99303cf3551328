// A walk through what clients of Umami 2 ask, with @umami/api-client of that time: `node api-client.mjs VERSION BASE
// SECRET USER`. It mints its own token. Prints every answer as {ok, status, data}, for the test to judge.
import { createRequire } from "node:module";

const [version, apiEndpoint, secret, userId] = process.argv.slice(2);
const { getClient } = createRequire(import.meta.url)(`api-client-${version}`);
const client = getClient({ userId, secret, apiEndpoint });
const told = {};

// Calls each method that this version has, with arguments that may need earlier answers.
const call = async (name, ...args) => {
  if (typeof client[name] != "function") return undefined;
  const { ok, status, data, error } = await client[name](...args);
  told[name] = { ok, status, data: data ?? error };
  return data;
};

const day = 86_400_000;
const period = { startAt: Date.now() - day, endAt: Date.now() + day };
const series = { ...period, unit: "hour", timezone: "UTC" };
const dateRange = { startDate: new Date(period.startAt), endDate: new Date(period.endAt), unit: "day" };

await call("heartbeat");
await call("verify");
await call("getMe");
await call("getUsers");
const user = await call("createUser", { username: "alice", password: "password-of-alice", role: "user" });
await call("getUser", user.id);
await call("updateUser", user.id, { username: "alice2" });
const [team] = await call("createTeam", { name: "Team" });
await call("getTeam", team.id);
await call("getTeams");
await call("getMyTeams");
await call("getUserTeams", userId);
await call("createTeamUser", team.id, { userId: user.id, role: "team-member" });
await call("getTeamUsers", team.id);

const website = await call("createWebsite", { name: "Site", domain: "example.com", shareId: "share-of-site" });
const { id } = website;
await call("getWebsite", id);
await call("updateWebsite", id, { name: "Site 2", domain: "example.com", shareId: "share-of-site" });
await call("getWebsites", { query: "Site" });
await call("getMyWebsites");
await call("getUserWebsites", userId);
await call("getShare", "share-of-site");

const payload = { website: id, hostname: "example.com", url: "/a?x=1", language: "en", title: "A", screen: "1x1" };
const headers = { "Content-Type": "application/json", "User-Agent": "Mozilla/5.0 Chrome/120" };
for (const more of [{}, { name: "buy", data: { price: 9.5 } }]) {
  await fetch(`${apiEndpoint}/send`, {
    method: "POST", headers, body: JSON.stringify({ type: "event", payload: { ...payload, ...more } }),
  });
}
await call("getWebsiteActive", id);
await call("getWebsiteStats", id, { ...period, url: "/a" });
await call("getWebsitePageviews", id, series);
await call("getWebsiteMetrics", id, { ...period, type: "url" });
await call("getWebsiteValues", id, { ...period, type: "url" });
await call("getWebsiteEvents", id, period);
await call("getEventMetrics", id, series);
await call("getWebsiteSessions", id, period);
await call("getWebsiteSessionStats", id, period);
await call("getRealtime", id, { startAt: period.startAt });
await call("getEventDataEvents", id, period);
await call("getEventDataStats", id, period);
await call("getEventDataFields", id, period);
await call("getUserUsage", userId, period);

const report = { websiteId: id, name: "R", type: "funnel", description: "", parameters: { window: 1 } };
const saved = await call("createReport", report);
await call("getReport", saved.id);
await call("getReports");
await call("getWebsiteReports", id);
const flat = { websiteId: id, dateRange, timezone: "UTC" };
await call("runFunnelReport", { ...flat, window: 60, steps: [{ type: "url", value: "/a" }, { type: "event", value: "buy" }] });
await call("runInsightsReport", { ...flat, fields: [{ name: "url", type: "string" }], filters: [] });
await call("runRetentionReport", flat);
await call("runUTMReport", flat);
await call("runGoalsReport", { ...flat, goals: [{ type: "url", value: "/a", goal: 1 }] });
await call("runJourneyReport", { ...flat, steps: 3 });
await call("runRevenueReport", { ...flat, currency: "USD" });
await call("runAttributionReport", { ...flat, model: "firstClick", steps: [{ type: "url", value: "/a" }] });
await call("deleteReport", saved.id);

await call("transferWebsite", id, { teamId: team.id });
await call("getTeamWebsites", team.id);
await call("resetWebsite", id);
await call("deleteWebsite", id);
await call("deleteTeam", team.id);
await call("deleteUser", user.id);
console.log(JSON.stringify(told));
