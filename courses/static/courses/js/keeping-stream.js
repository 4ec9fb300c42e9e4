// A stream that keeps the blocks of a missing plugin: it shows those that there are and offers none to add.
const { StreamBlockDefinition } = window.wagtailStreamField.blocks;

class KeepingStreamBlockDefinition extends StreamBlockDefinition {
  constructor(name, groups, states, meta) {
    super(name, groups, states, meta);
    this.groupedChildBlockDefs = groups.map(([label, blocks]) => [
      label,
      blocks.filter((block) => block.name !== "missing"),
    ]);
  }
}

window.telepath.register("courses.KeepingStreamBlock", KeepingStreamBlockDefinition);
