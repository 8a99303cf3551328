// What a program on Node sends with the npm package @umami/node: events and properties of a visitor.
import { Umami } from "@umami/node";

const [hostUrl, websiteId] = process.argv.slice(2);
const umami = new Umami({ hostUrl, websiteId, userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0" });

const answers = [
  await umami.track({ url: "/home", hostname: "example.com", title: "Home" }),
  await umami.track("signup", { plan: "pro", seats: 3 }),
  await umami.identify({ tier: "gold" }),
];
console.log(JSON.stringify(await Promise.all(answers.map(async answer => [answer.status, await answer.json()]))));
