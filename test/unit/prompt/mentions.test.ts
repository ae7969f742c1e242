import assert from "node:assert/strict";
import { findMentions } from "../../../src/prompt/mentions.ts";
import { toyRepository } from "../../support/toy-system.ts";

const { files } = toyRepository({
  "deploy/api.toy": "thing checkout\n",
  "deploy/web.toy": "thing storefront\nthing build\n",
  "infra/main.toy": "thing vpc\n",
  ".hidden/flow.toy": "thing flow\n",
});

const named = (question: string): string[] => findMentions(question, files).map(({ path }) => path);

describe("what a question names", () => {
  it("a path, whole or its end", () => {
    assert.deepEqual(named("What does deploy/api.toy do?"), ["deploy/api.toy"]);
    assert.deepEqual(named("is `./infra/main.toy` fine?"), ["infra/main.toy"]);
  });
  it("a path in a hidden folder, with a line", () =>
    assert.deepEqual(named("How do I fix it at .hidden/flow.toy:1?"), [".hidden/flow.toy"]));
  it("a file name, case aside", () => assert.deepEqual(named("explain MAIN.TOY"), ["infra/main.toy"]));
  it("a resource", () => assert.deepEqual(named("how big is the storefront?"), ["deploy/web.toy"]));
  it("a folder", () => assert.equal(named("what is under `infra`?").length, 1));
  it("a type of resource, in the plural too", () => assert.equal(named("list the things").length, 4));
  it("a system by its title or another word for it", () => {
    assert.equal(named("what about our toys?").length, 4);
    assert.equal(named("Toy Works please").length, 4);
  });
  it("not a plain word that happens to be a name, unless it is quoted", () => {
    assert.deepEqual(named("what would you build first?"), []);
    assert.deepEqual(named("what is `build`?"), ["deploy/web.toy"]);
  });
  it("nothing in an unrelated or empty question", () => {
    assert.deepEqual(named("hello, how are you?"), []);
    assert.deepEqual(named(""), []);
  });
  it("is not slowed down by a huge paste", () => {
    assert.deepEqual(named("x/".repeat(500_000)), []);
  });
});
