//! CSL-JSON and CSL-YAML: the items of [`super::csl`] as files.

use std::io::{self, Write};

use super::csl;
use super::loss::Loss;
use super::mapping::is_content;
use super::{Format, Item, Output, Plain};

pub(super) const JSON: Format = Format {
    name: "csl-json",
    title: "CSL-JSON",
    extensions: &["json"],
    by_extension: true,
    purpose: "citation processors, Pandoc, Zotero, web services",
    media_type: "application/vnd.citationstyles.csl+json",
    several: true,
    mapping: None,
    output: Output::Publications(|_| {
        Plain {
            before: "[\n",
            between: ",\n",
            behind: "\n]\n",
            empty: "[]\n",
            ..Plain::entries(json)
        }
        .open()
    }),
};

pub(super) const YAML: Format = Format {
    name: "csl-yaml",
    title: "CSL-YAML",
    extensions: &["yaml", "yml"],
    // Hayagriva's files end in it, too
    by_extension: false,
    purpose: "Pandoc and Quarto: the same in YAML, as in a document's metadata",
    media_type: "application/yaml",
    several: true,
    mapping: None,
    output: Output::Publications(|_| {
        Plain {
            before: "references:\n",
            empty: "references: []\n",
            ..Plain::entries(yaml)
        }
        .open()
    }),
};

fn item(publication: Item<'_>, lost: &mut dyn FnMut(Loss)) -> csl::Item {
    let (item, losses) = csl::item(publication.publication);
    losses
        .into_iter()
        .filter(|loss| is_content(&loss.field))
        .for_each(lost);
    item
}

fn json(publication: Item<'_>, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
    let item = item(publication, lost);
    serde_json::to_writer(out, &item)?;
    Ok(())
}

fn yaml(publication: Item<'_>, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
    let item = item(publication, lost);
    serde_yaml_ng::to_writer(out, &[item]).map_err(io::Error::other)
}
