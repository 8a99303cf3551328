// A walk through the management API and the overview with the npm package @umami/api-client, which throws at any
// answer that is no success. It prints what it was told, for the test to judge.
import { UmamiClient, isUmamiApiError } from "@umami/api-client";

const [baseUrl] = process.argv.slice(2);
const told = {};

const anybody = new UmamiClient({ baseUrl });
told.refusal = await anybody.login({ username: "admin", password: "wrong" }).catch(error => ({
  isUmamiApiError: isUmamiApiError(error), status: error.status, code: error.code, message: error.message,
}));
const { token, user } = await anybody.login({ username: "admin", password: "umami" });
const client = anybody.withToken(token);
told.user = user;
told.verify = await client.verify();
told.me = await client.getMe();

const alice = await client.createUser({ username: "alice", password: "password-of-alice", role: "user" });
told.alice = await client.getUser({ userId: alice.id });
told.renamed = await client.updateUser({ userId: alice.id, username: "alice2" });

const [team] = await client.createTeam({ name: "Team" });
const teamId = team.id;
told.member = await client.createTeamUser({ teamId, userId: alice.id, role: "team-member" });
told.changedMember = await client.updateTeamUser({ teamId, userId: alice.id, role: "team-view-only" });
told.members = await client.getTeamUsers({ teamId });
told.teams = await client.getTeams();
told.team = await client.getTeam({ teamId });
told.userTeams = await client.getUserTeams({ userId: alice.id });
told.changedTeam = await client.updateTeam({ teamId, name: "Team 2" });

const website = await client.createWebsite({ name: "Site", domain: "example.com" });
const websiteId = website.id;
told.website = await client.getWebsite(websiteId);
told.changedWebsite = await client.updateWebsite(websiteId, { name: "Site 2", domain: "example.org" });
told.websites = await client.listWebsites({ search: "Site 2", pageSize: 5 });
told.teamWebsite = await client.createWebsite({ name: "Of the team", domain: "t.example", teamId });
told.teamWebsites = await client.getTeamWebsites({ teamId });
told.websiteShare = await client.createWebsiteShare({ websiteId, name: "Public", parameters: { overview: true } });
told.websiteShares = await client.getWebsiteShares({ websiteId });
told.share = await client.getShare({ shareId: told.websiteShare.id });
told.opened = await anybody.getShareBySlug({ slug: told.websiteShare.slug });
const shared = new UmamiClient({
  baseUrl, headers: { "x-umami-share-token": told.opened.token, "x-umami-share-context": "1" },
});

told.sent = await anybody.send({ type: "event", payload: { website: websiteId, hostname: "example.org", url: "/" } }, {
  headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0" },
});
const period = { startAt: Date.now() - 3_600_000, endAt: Date.now() + 60_000 };
told.active = await client.getWebsiteActive(websiteId);
told.range = await client.getWebsiteDateRange(websiteId);
told.stats = await client.getWebsiteStats(websiteId, period);
told.pageviews = await client.getWebsitePageviews(websiteId, { ...period, unit: "hour", timezone: "UTC" });
told.sharedStats = await shared.getWebsiteStats({ websiteId, ...period });

const segment = await client.createWebsiteSegment({
  websiteId, type: "segment", name: "Firefox",
  parameters: { filters: [{ name: "browser", operator: "eq", value: "firefox" }] },
});
told.segments = await client.getWebsiteSegments({ websiteId, type: "segment" });
told.segment = await client.getWebsiteSegment({ websiteId, segmentId: segment.id });

const link = await client.createLink({ name: "Link", url: "https://example.com/", slug: "link-slug" });
const pixel = await client.createPixel({ name: "Pixel", slug: "pixel-slug" });
const board = await client.createBoard({ type: "mixed", name: "Board", description: "" });
told.link = await client.updateLink({ linkId: link.id, name: "Link 2" });
told.pixel = await client.updatePixel({ pixelId: pixel.id, name: "Pixel 2" });
told.board = await client.updateBoard({ boardId: board.id, name: "Board 2" });
told.lists = [await client.getLinks(), await client.getPixels(), await client.getBoards()];

await client.deleteWebsiteSegment({ websiteId, segmentId: segment.id });
await client.deleteLink({ linkId: link.id });
await client.deletePixel({ pixelId: pixel.id });
await client.deleteBoard({ boardId: board.id });
await client.deleteShare({ shareId: told.websiteShare.id });
await client.resetWebsite({ websiteId });
told.deleted = await client.deleteWebsite(websiteId);
await client.deleteTeamUser({ teamId, userId: alice.id });
await client.deleteTeam({ teamId });
await client.deleteUser({ userId: alice.id });
told.logout = await client.logout();
told.afterwards = await client.getMe().catch(error => error.status);

console.log(JSON.stringify(told));
