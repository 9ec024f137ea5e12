// Renders the CSL-JSON of the file that is named, with the reference processor; prints a JSON array of references.
const fs = require("fs");
const CSL = require("citeproc");

const style = `<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text" default-locale="en-US">
<info><title>Plain</title><id>plain</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix=".">
  <group delimiter=". ">
    <names variable="author"><name name-as-sort-order="all"/></names>
    <text variable="title"/><text variable="container-title"/>
    <group delimiter=" "><text variable="volume"/><text variable="issue"/><text variable="page"/></group>
    <date variable="issued" form="numeric" date-parts="year"/>
    <text variable="DOI"/>
  </group>
</layout></bibliography></style>`;
const locale = `<locale xmlns="http://purl.org/net/xbiblio/csl" version="1.0" xml:lang="en-US">
<date form="numeric"><date-part name="year"/></date><terms><term name="and">and</term><term name="et-al">et al.</term></terms></locale>`;

const items = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const byId = new Map(items.map((item) => [item.id, item]));
const engine = new CSL.Engine({ retrieveLocale: () => locale, retrieveItem: (id) => byId.get(id) }, style);
engine.setOutputFormat("text");
engine.updateItems([...byId.keys()]);
const [parameters, references] = engine.makeBibliography();
if (parameters.bibliography_errors.length) throw new Error(JSON.stringify(parameters.bibliography_errors));
process.stdout.write(JSON.stringify(references.map((reference) => reference.trim())));
