// What the package umami-api-client asks, which throws at any answer that is no success: `node umami-api-client.mjs
// SERVER`. Prints what it was told.
import UmamiClient from "umami-api-client";

const [server] = process.argv.slice(2);
const client = new UmamiClient({ server });
const told = {};
told.login = await client.login("admin", "umami");
told.websites = await client.websites();
const { id } = client.selectSiteByDomain(told.websites, "example.com");
told.stats = await client.websiteStats(id);
told.pageviews = await client.websitePageViews(id);
told.events = await client.websiteEvents(id);
told.sessions = await client.websiteSessions(id);
told.metrics = await client.websiteMetrics(id);
told.week = await client.websiteMetrics(id, "7d", { type: "browser" });
told.wrong = await client.login("admin", "wrong-password").catch((error) => error.message);
console.log(JSON.stringify(told));
