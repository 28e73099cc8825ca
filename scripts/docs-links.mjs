// Checks the links of a built site without the net: every relative link must lead to a file, every fragment to an id.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseHTML } from "linkedom";

/** One sentence for every link of the site that leads nowhere. */
export function brokenLinks(site) {
  const pages = readdirSync(site, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".html"))
    .map((name) => join(site, name));
  const idsOf = new Map();
  const linksOf = new Map();
  for (const page of pages) {
    const { document } = parseHTML(readFileSync(page, "utf8"));
    idsOf.set(page, new Set([...document.querySelectorAll("[id]")].map((element) => element.id)));
    linksOf.set(
      page,
      [...document.querySelectorAll("[href], [src]")].map(
        (element) => element.getAttribute("href") ?? element.getAttribute("src"),
      ),
    );
  }
  const problems = new Set();
  for (const [page, links] of linksOf) {
    for (const link of links) {
      const problem = problemOf(page, link, idsOf, site);
      if (problem) problems.add(`${relative(site, page)}: ${link} ${problem}`);
    }
  }
  return { problems: [...problems], pages: pages.length, links: [...linksOf.values()].flat().length };
}

function problemOf(page, link, idsOf, site) {
  if (/^(https?|data|mailto|javascript):/.test(link)) return undefined;
  const [path, fragment = ""] = link.split("#");
  const target = path === "" ? page : resolve(dirname(page), decodeURIComponent(path.split("?")[0]));
  if (!target.startsWith(site)) return "leads out of the site";
  if (!existsSync(target)) return "leads to no file";
  const file = statSync(target).isDirectory() ? join(target, "index.html") : target;
  if (fragment !== "" && idsOf.has(file) && !idsOf.get(file).has(decodeURIComponent(fragment)))
    return "leads to no such place on that page";
  return undefined;
}
