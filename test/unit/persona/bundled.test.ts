import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { slashCommands } from "../../../src/prompt/commands.ts";
import { generateContributions } from "../../../src/workspace/generate.ts";
import { readPersonas } from "../../../src/workspace/personas.ts";

const root = process.cwd();
const IDS = [
  "backend-engineer",
  "backend-engineer-golang",
  "devops",
  "devops-engineer",
  "frontend-engineer",
  "qa-analyst",
  "sre",
];
const HEADINGS = [
  "What This Agent Does",
  "When to Use This Agent",
  "Expertise",
  "Communication Style",
  "Workflow",
  "Principles",
  "What This Agent Does NOT Handle",
];

describe("the bundled personas", () => {
  it("are seven, without a fault", async () => {
    const loaded = await readPersonas(join(root, "personas"));
    assert.deepEqual(
      loaded.flatMap(({ diagnostics }) => diagnostics),
      [],
    );
    assert.deepEqual(loaded.map(({ persona }) => persona?.id).sort(), IDS);
  });

  for (const id of IDS) {
    it(`${id} has all sections, a narrow routing hint and known colleagues`, async () => {
      const [{ persona } = {}] = await readPersonas(join(root, "personas", `${id}.md`));
      assert.ok(persona);
      assert.deepEqual(
        persona.body.match(/^## .+$/gm)?.map((line) => line.slice(3)),
        HEADINGS,
      );
      assert.match(persona.body, /^You are /);
      assert.match(persona.body, /`path:line`/);
      assert.ok(persona.disambiguation.length > 0);
      assert.ok(persona.handoffs.length >= 3);
      for (const { to } of persona.handoffs)
        assert.ok(IDS.includes(to) && to !== id, `${id} hands over to ${to}`);
      for (const name of persona.commands) assert.ok(slashCommands.some((command) => command.name === name));
    });
  }

  it("have made what package.json says of them", async () => {
    const { manifest, agents } = await generateContributions(root);
    assert.equal(
      await readFile(join(root, "package.json"), "utf8"),
      manifest,
      "run `npm run build` and commit",
    );
    assert.equal(agents.length, IDS.length);
  });

  it("and the systems have made docs/reference.md", async () => {
    const { reference } = await generateContributions(root);
    assert.equal(
      await readFile(join(root, "docs/reference.md"), "utf8"),
      reference,
      "run `npm run build` and commit",
    );
  });

  it("and the settings stand in README.md", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const { contributes } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    for (const [name, setting] of Object.entries<{ default: unknown }>(
      contributes.configuration.properties,
    )) {
      assert.ok(readme.includes(`| \`${name}\` | \`${setting.default}\` |`), `${name} with its default`);
    }
    for (const { name } of slashCommands) assert.ok(readme.includes(`\`/${name}\``), `/${name}`);
  });

  it("give every participant what chat needs", async () => {
    const { manifest } = await generateContributions(root);
    for (const participant of JSON.parse(manifest).contributes.chatParticipants) {
      assert.match(participant.name, /^[\w-]+$/);
      assert.doesNotMatch(participant.fullName, /\p{Extended_Pictographic}/u);
      assert.ok(participant.isSticky && participant.sampleRequest && participant.description);
      assert.ok(participant.commands.every((command: { description: string }) => command.description));
      assert.ok(participant.disambiguation[0].examples.length > 0);
    }
  });

  it("make custom agents with name, description and tools", async () => {
    const { agents } = await generateContributions(root);
    const devops = agents.find(({ path }) => path.endsWith("/devops.agent.md"));
    assert.match(devops?.text ?? "", /^---\nname: "DevOps Engineer"\ndescription: ".+"\n/);
    assert.match(devops?.text ?? "", /\ntools: \["read",/);
  });
});
