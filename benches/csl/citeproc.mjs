// Renders CSL-JSON items with the reference processor (npm citeproc).
// node citeproc.mjs ITEMS.json STYLE.csl LOCALE.xml CLUSTERS.json: prints
// {"bibliography": {id: html}, "order": [id], "citations": {id: html}, "clusters": [html]}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const CSL = createRequire(process.cwd() + "/")("citeproc");
const [items, style, locale, several] = process.argv.slice(2).map((name) => readFileSync(name, "utf8"));
const list = JSON.parse(items);
const byId = Object.fromEntries(list.map((item) => [item.id, item]));
// not the keys of the object: those that look like numbers would come first
const ids = list.map((item) => item.id);
const system = { retrieveLocale: () => locale, retrieveItem: (id) => structuredClone(byId[id]) };
const engine = new CSL.Engine(system, style, "en-US", true);
engine.setOutputFormat("html");
engine.updateItems(ids);
const [head, entries] = engine.makeBibliography();
const bibliography = {};
head.entry_ids.forEach(([id], index) => (bibliography[id] = entries[index]));
const citations = {};
for (const id of ids) citations[id] = engine.makeCitationCluster([{ id }]);
// as they stand in a document, at its end
const document = new CSL.Engine(system, style, "en-US", true);
const all = JSON.parse(several).map((citationItems, index) => ({
  citationID: `c${index}`,
  citationItems,
  properties: { noteIndex: index + 1 },
}));
const clusters = document.rebuildProcessorState(all, "html", []).map(([, , html]) => html);
process.stdout.write(JSON.stringify({ bibliography, order: head.entry_ids.flat(), citations, clusters }));
