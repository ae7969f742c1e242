import assert from "node:assert/strict";
import { Redactor } from "../../../../src/prompt/redact/index.ts";
import { base64, Random } from "./random.ts";

const MARK = /«secret:[a-z0-9-]+:\d+»/g;

function marks(text: string): string[] {
  return text.match(MARK) ?? [];
}

describe("redaction: marks and numbers", () => {
  const random = new Random(99);
  const one = random.alnum(20);
  const two = random.alnum(20);

  it("gives equal secrets equal marks across files, formats and kinds", () => {
    const redactor = new Redactor();
    const [a] = marks(redactor.redact(".env", `DB_PASSWORD=${one}\n`).text);
    const [b] = marks(redactor.redact("app.yaml", `token: "${one}"\n`).text);
    const [c] = marks(redactor.redact("url.txt", `postgres://u:${one}@h/d`).text);
    const [d] = marks(redactor.redact("s.yaml", `kind: Secret\ndata:\n  x: ${base64(one)}\n`).text);
    const [e] = marks(redactor.redact("other.env", `DB_PASSWORD=${two}\n`).text);
    assert.deepEqual([b, c, d], [a, a, a]);
    assert.notEqual(e, a);
  });

  it("gives a password in a URL the number of the same password written plainly", () => {
    const password = `${random.alnum(10)}@/${random.alnum(4)}`;
    const { text } = new Redactor().redact(
      "a.env",
      `A_PASSWORD="${password}"\nURL=amqp://u:${encodeURIComponent(password)}@h\n`,
    );
    const [first, second] = marks(text);
    assert.ok(first);
    assert.equal(second, first);
  });

  it("tells nothing of the value", () => {
    const short = new Redactor().redact("a.env", "A_PASSWORD=abcd1\n").text;
    const long = new Redactor().redact("a.env", `A_PASSWORD=${random.alnum(90)}\n`).text;
    assert.equal(short, long);
    assert.equal(short, "A_PASSWORD=«secret:password:1»\n");
  });

  it("reports path, line and kind of every mark, counted from the first line of a part", () => {
    const redactor = new Redactor();
    const text = `a: 1\npassword: ${one}\nb: 2\napi_key: ${two}\n`;
    assert.deepEqual(redactor.redact("x.yaml", text, 11).redactions, [
      { path: "x.yaml", line: 12, kind: "password" },
      { path: "x.yaml", line: 14, kind: "api-key" },
    ]);
    redactor.redact("y.env", `TOKEN=${one}\n`);
    assert.deepEqual(
      redactor.redactions.map(({ path, line }) => `${path}:${line}`),
      ["x.yaml:12", "x.yaml:14", "y.env:1"],
    );
  });

  it("finds a value again where no rule would look, in the same text and in later ones", () => {
    const redactor = new Redactor();
    const first = redactor.redact("a.yaml", `note: was ${one} once\npassword: ${one}\n`).text;
    const later = redactor.redact("", `I saw ${one} in the log`).text;
    assert.ok(!first.includes(one) && !later.includes(one));
    assert.equal(new Set([...marks(first), ...marks(later)]).size, 1);
  });

  it("keeps a masked text as it is, with the same redactor and with a fresh one", () => {
    const text = `DB_PASSWORD=${one}\nAPI_KEY=${two}\nURL=redis://:${two}@h:6379\nOTHER_PASSWORD=${one}\n`;
    const redactor = new Redactor();
    const once = redactor.redact("a.env", text).text;
    assert.equal(redactor.redact("a.env", once).text, once);
    assert.equal(new Redactor().redact("a.env", once).text, once);
    assert.equal(new Redactor().redact("", once).text, once);
  });

  it("never takes a mark of somebody else for one of its own", () => {
    const redactor = new Redactor();
    const [own] = marks(redactor.redact("a.env", `A_PASSWORD=${one}\n`).text);
    const foreign = redactor.redact(
      "notes.md",
      `someone wrote ${own} here, and ${own} and «secret:token:9»\n`,
    ).text;
    const [x, y, z] = marks(foreign);
    assert.notEqual(x, own);
    assert.equal(y, x);
    assert.notEqual(z, x);
    assert.notEqual(z, own);
  });

  it("masks what stands beside a mark in a secret's place", () => {
    const { text } = new Redactor().redact("a.env", `A_PASSWORD=«secret:password:1»${one}\n`);
    assert.ok(!text.includes(one));
  });

  it("is deterministic", () => {
    const text = `A_PASSWORD=${one}\nB_TOKEN=${two}\n`;
    assert.deepEqual(new Redactor().redact("a.env", text), new Redactor().redact("a.env", text));
  });

  it("keeps line breaks, byte-order mark and everything that is no secret", () => {
    const text = `\uFEFFA=1\r\nA_PASSWORD=${one}\r\n\r\nB=2\rC=3\n`;
    assert.equal(new Redactor().redact(".env", text).text, text.replace(one, "«secret:password:1»"));
  });
});

describe("redaction: defaults and stand-ins", () => {
  it("masks default passwords, as they are secrets in effect", () => {
    for (const value of ["changeme", "admin", "password", "hunter2", "letmein", "1234"]) {
      const { text } = new Redactor().redact(
        "compose.yaml",
        `services:\n  a:\n    environment:\n      DB_PASSWORD: ${value}\n`,
      );
      assert.match(text, /DB_PASSWORD: «secret:password:1»/);
    }
  });

  it("leaves booleans, short numbers, empty values, types and stand-ins", () => {
    for (const value of [
      "true",
      "false",
      "no",
      "12",
      "",
      "null",
      "~",
      "string",
      "<password>",
      "********",
      "xxxxx",
      "${PW}",
      "$PW",
    ]) {
      const text = `db:\n  password: ${value}\n  x: 1\n`;
      assert.equal(new Redactor().redact("a.yaml", text).text, text, value);
    }
  });

  it("masks the default within a reference, not the reference", () => {
    const { text } = new Redactor().redact(".env", "DB_PASSWORD=${DB_PASSWORD:-s3cretdefault}\n");
    assert.equal(text, "DB_PASSWORD=${DB_PASSWORD:-«secret:password:1»}\n");
  });
});

describe("redaction: ciphertext", () => {
  const random = new Random(7);
  const sops = `ENC[AES256_GCM,data:${random.base64(20)},iv:${random.base64(43)}=,tag:${random.base64(22)}==,type:str]`;
  const vault = `$ANSIBLE_VAULT;1.1;AES256\n          ${random.hex(80)}\n          ${random.hex(60)}`;
  const age = `-----BEGIN AGE ENCRYPTED FILE-----\n${random.base64(64)}\n-----END AGE ENCRYPTED FILE-----`;
  const cases: [string, string, string][] = [
    ["secrets.yaml", `password: ${sops}\nsops:\n  version: 3.8.1\n`, "encrypted-sops"],
    ["secret.yaml", `apiVersion: v1\nkind: Secret\ndata:\n  password: ${sops}\n`, "encrypted-sops"],
    ["vars.yml", `db_password: !vault |\n          ${vault}\nport: 1\n`, "encrypted-ansible-vault"],
    [
      "sealed.yaml",
      `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: Ag${random.base64(300)}==\n`,
      "encrypted-sealed-secret",
    ],
    ["a.yaml", `key: |\n  ${age.split("\n").join("\n  ")}\n`, "encrypted-age"],
    [
      "Pulumi.dev.yaml",
      `config:\n  app:dbPassword:\n    secure: v1:${random.base64(16)}:${random.base64(40)}\n`,
      "encrypted-pulumi",
    ],
    ["app.yml", `password: ENC(${random.base64(44)})\n`, "encrypted-jasypt"],
    ["app.yml", `password: '{cipher}${random.hex(96)}'\n`, "encrypted-spring"],
    ["hiera.eyaml", `password: ENC[PKCS7,${random.base64(120)}]\n`, "encrypted-eyaml"],
    ["a.txt", `x vault:v1:${random.base64(60)} y\n`, "encrypted-vault-transit"],
  ];
  for (const [path, text, kind] of cases) {
    it(`hides ${kind} in ${path}, and does not count it as a secret`, () => {
      const redactor = new Redactor();
      const { text: output, redactions, encrypted } = redactor.redact(path, text);
      assert.deepEqual(redactions, []);
      assert.ok(
        encrypted.length > 0 && encrypted.every((one) => one.kind === kind),
        JSON.stringify(encrypted),
      );
      assert.ok(output.includes(`«encrypted:${kind.slice("encrypted-".length)}»`), output);
      assert.equal(output.split("\n").length, text.split("\n").length);
      assert.equal(new Redactor().redact(path, output).text, output);
      assert.deepEqual(redactor.encrypted, encrypted);
    });
  }
});

describe("redaction: parts of files", () => {
  const random = new Random(21);
  const secret = random.alnum(24);

  it("masks the data of a Secret whose head is above the part", () => {
    const part = `  username: ${base64(`user-${secret}`)}\n  other: ${base64(secret)}\n---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\n`;
    const { text } = new Redactor().redact("k8s/secret.yaml", part, 6);
    assert.ok(!text.includes(base64(secret)) && !text.includes(base64(`user-${secret}`)), text);
    assert.match(text, /kind: ConfigMap\ndata:\n {2}a: b\n/);
  });

  it("masks stringData whose kind is above the part", () => {
    const { text } = new Redactor().redact("k8s/secret.yaml", `stringData:\n  user: ${secret}\n`, 5);
    assert.ok(!text.includes(secret));
  });

  it("leaves the data of a ConfigMap in a part alone", () => {
    const part = "data:\n  log.level: debug\n  replicas: three\n";
    assert.equal(new Redactor().redact("k8s/cm.yaml", part, 5).text, part);
  });
});
