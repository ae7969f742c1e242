import assert from "node:assert/strict";
import { Redactor } from "../../../../src/prompt/redact/index.ts";
import {
  ASSIGNMENTS,
  NAMES,
  type NamedPlace,
  SECRETS,
  STRUCTURES,
  VALUES,
  VARIABLE_NAMES,
  VARIABLES,
} from "./named-plants.ts";
import { Random } from "./random.ts";
import { PLAIN_PLACES, pem, TOKENS } from "./token-plants.ts";

/** The longest part of a secret that may be in the output: less than eight characters. */
function leaked(output: string, secret: string): string | null {
  if (output.includes(secret)) {
    return secret;
  }
  for (let at = 0; at + 8 <= secret.length; at++) {
    const part = secret.slice(at, at + 8);
    if (output.includes(part)) {
      return part;
    }
  }
  return null;
}

/** Masks a text and says what of the secret is left, or what else is wrong with the output. */
function faults(path: string, text: string, secret: string): string[] {
  const { text: output, redactions } = new Redactor().redact(path, text);
  const found: string[] = [];
  const left = leaked(output, secret);
  if (left !== null) {
    found.push(`leaks ${JSON.stringify(left)} of ${JSON.stringify(text)} as ${JSON.stringify(output)}`);
  }
  if (
    output.split("\n").length !== text.split("\n").length ||
    output.split("\r").length !== text.split("\r").length
  ) {
    found.push(`other lines than ${JSON.stringify(text)}: ${JSON.stringify(output)}`);
  }
  const last = text.split("\n").length;
  if (
    redactions.length === 0 ||
    redactions.some(({ path: at, line }) => at !== path || line < 1 || line > last)
  ) {
    found.push(`reports ${JSON.stringify(redactions)} for ${JSON.stringify(text)}`);
  }
  const again = new Redactor().redact(path, output).text;
  if (again !== output) {
    found.push(`changes ${JSON.stringify(output)} again to ${JSON.stringify(again)}`);
  }
  return found;
}

function none(list: readonly string[]): void {
  assert.equal(list.length, 0, `${list.length} faults:\n${list.slice(0, 10).join("\n")}`);
}

/** @param most how many kinds of value to try in each place, chosen at random; all where left out. */
function plantAll(places: readonly NamedPlace[], random: Random, most = Number.POSITIVE_INFINITY): string[] {
  return places.flatMap(({ path, values, write }) =>
    some(values, most, random).flatMap((value) => {
      const secret = VALUES[value]?.(random) ?? "";
      return faults(path, write(secret), secret);
    }),
  );
}

function some<T>(list: readonly T[], most: number, random: Random): T[] {
  const left = [...list];
  const chosen: T[] = [];
  while (left.length > 0 && chosen.length < most) {
    chosen.push(...left.splice(random.below(left.length), 1));
  }
  return chosen;
}

describe("redaction: nothing that was planted leaves", () => {
  it("plants at least 300 secrets of at least 60 kinds", () => {
    assert.ok(new Set(TOKENS.map(([kind]) => kind)).size >= 60);
    assert.ok(TOKENS.length * PLAIN_PLACES.length + (ASSIGNMENTS.length + STRUCTURES.length) * 8 >= 300);
  });

  for (const [kind, make] of TOKENS) {
    it(`knows ${kind} by its form, wherever it stands`, () => {
      const random = new Random(kind.length * 7919 + 11);
      const found: string[] = [];
      for (const [path, write] of PLAIN_PLACES) {
        const token = make(random);
        const { text, secret } = typeof token === "string" ? { text: token, secret: token } : token;
        found.push(...faults(path, write(text), secret));
        const { redactions } = new Redactor().redact(path, write(text));
        if (path !== "" && !redactions.some((one) => one.kind === kind)) {
          found.push(`calls ${kind} in ${path} ${redactions.map((one) => one.kind).join(", ")}`);
        }
      }
      none(found);
    });
  }

  for (const [index, make] of ASSIGNMENTS.entries()) {
    it(`masks by name: ${make("NAME").what}`, () => {
      none(plantAll(NAMES.map(make), new Random(index + 1000), 3));
    });
  }

  for (const [index, make] of VARIABLES.entries()) {
    it(`masks variables: ${make("NAME").what}`, () => {
      none(plantAll(VARIABLE_NAMES.map(make), new Random(index + 2000), 4));
    });
  }

  for (const [index, place] of STRUCTURES.entries()) {
    it(`masks by structure: ${place.what}`, () => {
      none(plantAll([place, place, place], new Random(index + 3000)));
    });
  }

  for (const [index, place] of SECRETS.entries()) {
    it(`masks Kubernetes Secrets: ${place.what}`, () => {
      const random = new Random(index + 4000);
      none(plantAll([place, place], random));
      for (const value of place.values) {
        const secret = VALUES[value]?.(random) ?? "";
        const encoded = Buffer.from(secret).toString("base64");
        const text = place.write(secret);
        none(text.includes(encoded) ? faults(place.path, text, encoded) : []);
      }
    });
  }

  for (const label of [
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
  ]) {
    it(`masks every line of a ${label}`, () => {
      const random = new Random(label.length);
      const key = pem(random, label, 20);
      const places: [string, string][] = [
        ["id", key],
        ["", `my key is\n${key}\nwhat now?`],
        ["a.yaml", `tls:\n  key: |\n${indented(key, 4)}\n  other: 1\n`],
        ["a.yaml", `# ${key.split("\n").join("\n# ")}\n`],
        ["main.tf", `resource "a" "b" {\n  key = <<EOT\n${key}\nEOT\n}\n`],
        ["a.json", JSON.stringify({ x: key })],
        ["run.sh", `cat > k <<'E'\r\n${key.split("\n").join("\r\n")}\r\nE\r\n`],
        ["a.go", `const k = "${key.split("\n").join('\\n" +\n\t"')}"\n`],
        ["cut.txt", key.split("\n").slice(0, 12).join("\n")],
        ["cut.txt", key.split("\n").slice(5).join("\n")],
      ];
      for (const [path, text] of places) {
        for (const line of key.split("\n")) {
          const { text: output } = new Redactor().redact(path, text);
          if (text.includes(line)) {
            assert.equal(leaked(output, line), null, output);
          }
          assert.equal(output.split("\n").length, text.split("\n").length);
        }
      }
    });
  }

  it("masks the middle of a key in a part of a file", () => {
    const lines = pem(new Random(5), "RSA PRIVATE KEY", 30).split("\n");
    const part = lines.slice(6, 16);
    const { text } = new Redactor().redact("id_rsa", part.join("\n"), 7);
    assert.ok(
      part.every((line) => leaked(text, line) === null),
      text,
    );
  });

  it("leaves the middle of a certificate", () => {
    const lines = pem(new Random(6), "CERTIFICATE", 30).split("\n").slice(6);
    assert.equal(new Redactor().redact("ca.pem", lines.join("\n"), 7).text, lines.join("\n"));
  });

  it("masks PuTTY keys", () => {
    const random = new Random(8);
    const body = [random.base64(64), random.base64(64), `${random.base64(30)}==`];
    const mac = random.hex(64);
    const text = `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 3\n${body.join("\n")}\nPrivate-MAC: ${mac}\n`;
    const output = new Redactor().redact("key.ppk", text).text;
    assert.ok(
      [...body, mac].every((line) => leaked(output, line) === null),
      output,
    );
    assert.match(output, /^PuTTY-User-Key-File-3: ssh-rsa\n/);
  });
});

function indented(text: string, by: number): string {
  return text.replace(/^/gm, " ".repeat(by));
}
