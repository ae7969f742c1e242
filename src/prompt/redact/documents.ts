import { decodeBase64Text } from "./base64.ts";
import { type Frame, type Leaf, walkJson } from "./json.ts";
import { Rank, type Spans } from "./spans.ts";
import type { Source } from "./text.ts";
import { isDull, isElsewhere, literalRest } from "./values.ts";

/** Attributes of resources in Terraform's state that are secrets although their names do not say so. */
const STATE_SECRETS: Record<string, RegExp> = {
  random_password: /^(?:result|bcrypt_hash)$/,
  random_string: /^result$/,
  random_bytes: /^(?:base64|hex)$/,
  tls_private_key: /^private_key/,
  aws_iam_access_key: /^(?:secret|ses_smtp_password|encrypted_secret)/,
  aws_ssm_parameter: /^(?:value|insecure_value)$/,
  azurerm_key_vault_secret: /^value$/,
  kubernetes_secret: /./,
  kubernetes_secret_v1: /./,
  vault_generic_secret: /^data/,
  vault_kv_secret_v2: /^data/,
  google_service_account_key: /^private_key/,
  local_sensitive_file: /^content/,
  docker_secret: /^data$/,
  doppler_secret: /^(?:value|computed)$/,
};

const KIND = "kubernetes-secret";
const LEAF_LIMIT = 300_000;
const DEEPEST = 16;

/** Secrets by the structure of JSON: Kubernetes manifests, Docker's configuration, Terraform's state and plan. */
export function findInJson(source: Source, spans: Spans): void {
  const { text } = source;
  const state =
    /"terraform_version"|"resource_changes"|"sensitive_attributes"|"sensitive_values"|"sensitive"|"outputs"/.test(
      text,
    );
  if (!state && !text.includes('"Secret"') && !text.includes('"auths"')) {
    return;
  }
  let leaves = 0;
  walkJson(text, {
    leaf(frame, key, leaf) {
      if (frame.key === "data" || frame.key === "stringData") {
        frame.parent?.leaves.push({ ...leaf, path: [frame.key, key] });
      }
      if (
        (key === "auth" || key === "identitytoken" || key === "registrytoken") &&
        frame.parent?.key === "auths"
      ) {
        hide(spans, leaf, "docker-config");
      }
      if (!state) {
        return;
      }
      const type = typeAbove(frame);
      const pattern =
        type === undefined || !Object.hasOwn(STATE_SECRETS, type) ? undefined : STATE_SECRETS[type];
      const inData = frame.key === "data" || frame.key === "binary_data";
      if (pattern && (pattern.source === "." ? inData : pattern.test(key))) {
        hide(spans, leaf, "terraform-state");
      }
      if (leaves++ < LEAF_LIMIT) {
        frame.leaves.push(leaf);
      }
    },
    close(frame) {
      if (frame.strings.get("kind") === "Secret") {
        for (const leaf of frame.leaves) {
          if ((leaf.path[0] === "data" || leaf.path[0] === "stringData") && leaf.path.length === 2) {
            hide(spans, leaf, KIND);
          }
        }
      }
      if (state) {
        hideSensitive(spans, frame);
        lift(frame);
      }
    },
  });
}

/** The type of the resource that an attribute belongs to. */
function typeAbove(frame: Frame): string | undefined {
  for (let now: Frame | null = frame, steps = 0; now && steps < 6; now = now.parent, steps++) {
    const type = now.strings.get("type");
    if (type !== undefined && now.strings.has("name")) {
      return type;
    }
  }
  return undefined;
}

/** Hands the leaves of a frame to its parent; outputs, resources and changes keep theirs. */
function lift(frame: Frame): void {
  const parent = frame.parent;
  if (
    !parent ||
    frame.strings.has("address") ||
    frame.strings.has("schema_version") ||
    frame.key === "change"
  ) {
    return;
  }
  if (parent.leaves.length + frame.leaves.length < 50_000) {
    for (const leaf of frame.leaves) {
      if (leaf.path.length < DEEPEST) {
        leaf.path.unshift(frame.key);
        parent.leaves.push(leaf);
      }
    }
  }
  frame.leaves = [];
}

const PARALLEL: Record<string, string> = {
  before_sensitive: "before",
  after_sensitive: "after",
  sensitive_values: "values",
  sensitive: "value",
};

/** Values that a sibling marks as sensitive: a flag, a parallel structure of flags, or a list of attribute paths. */
function hideSensitive(spans: Spans, frame: Frame): void {
  const marked = new Set<string>();
  const attributes = new Map<string, string>();
  for (const leaf of frame.leaves) {
    const [first = "", ...rest] = leaf.path;
    const target = Object.hasOwn(PARALLEL, first) ? PARALLEL[first] : undefined;
    if (target !== undefined && leaf.text === "true" && !leaf.isString) {
      marked.add([target, ...rest].join("\0"));
    }
    if (first === "sensitive_attributes" && leaf.isString && rest.at(-1) === "value") {
      const path = rest[0] ?? "";
      attributes.set(path, attributes.get(path) ?? leaf.text);
    }
  }
  for (const name of attributes.values()) {
    marked.add(`attributes\0${name}`);
  }
  if (marked.size === 0) {
    return;
  }
  for (const leaf of frame.leaves) {
    for (let length = 1; length <= Math.min(leaf.path.length, 12); length++) {
      if (marked.has(leaf.path.slice(0, length).join("\0"))) {
        hide(spans, leaf, "terraform-state");
        break;
      }
    }
  }
}

function hide(spans: Spans, leaf: Leaf, kind: string): void {
  const { text } = leaf;
  if (
    text === "" ||
    (!leaf.isString && isDull(text)) ||
    (kind !== KIND && isDull(text)) ||
    isElsewhere(text)
  ) {
    return;
  }
  const rest = literalRest(text, false);
  if (rest !== null && !/[A-Za-z0-9]{6}/.test(rest)) {
    return;
  }
  const value = kind === KIND && leaf.path[0] === "data" ? decodeBase64Text(text) : null;
  spans.add(leaf.start, leaf.end, kind, Rank.structure, value ?? text);
}
