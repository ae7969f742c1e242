import { judge } from "./judge.ts";
import { readQuoted } from "./reading.ts";
import { Rank, type Spans } from "./spans.ts";
import { indentOf, lineCount, lineEnd, lineStart, lineText, type Source } from "./text.ts";

interface Block {
  /** Attributes whose values are secrets; null: the values of all attributes within `maps`. */
  attributes: RegExp | null;
  maps: RegExp | null;
  /** The block counts only when it holds this. */
  only?: RegExp;
}

const BLOCKS: Record<string, Block> = {
  kubernetes_secret: { attributes: null, maps: /^\s*(?:data|string_data|binary_data|data_wo)\s*=/ },
  kubernetes_secret_v1: { attributes: null, maps: /^\s*(?:data|string_data|binary_data|data_wo)\s*=/ },
  kubernetes_manifest: {
    attributes: null,
    maps: /^\s*"?(?:data|stringData)"?\s*[=:]/,
    only: /"?kind"?\s*[=:]\s*"Secret"/,
  },
  kubectl_manifest: {
    attributes: null,
    maps: /^\s*"?(?:data|stringData)"?\s*[=:]/,
    only: /"?kind"?\s*[=:]\s*"?Secret"?/,
  },
  vault_generic_secret: { attributes: null, maps: /^\s*data_json\s*=/ },
  vault_kv_secret: { attributes: null, maps: /^\s*data_json\s*=/ },
  vault_kv_secret_v2: { attributes: null, maps: /^\s*data_json\s*=/ },
  heroku_config: { attributes: null, maps: /^\s*sensitive_vars\s*=/ },
  aws_secretsmanager_secret_version: { attributes: null, maps: /^\s*secret_string\s*=/ },
  aws_ssm_parameter: { attributes: /^(?:value|value_wo)$/, maps: null, only: /SecureString/ },
  azurerm_key_vault_secret: { attributes: /^value(?:_wo)?$/, maps: null },
  doppler_secret: { attributes: /^value$/, maps: null },
  docker_secret: { attributes: /^data$/, maps: null },
  local_sensitive_file: { attributes: /^content(?:_base64)?$/, maps: null },
  set_sensitive: { attributes: /^value$/, maps: null },
  set_wo: { attributes: /^value$/, maps: null },
  google_secret_manager_secret_version: { attributes: /^secret_data$/, maps: null },
};

const HEAD =
  /^\s*(?:(?:resource|ephemeral|data)\s+"([\w-]{1,80})"\s+"[^"]{0,120}"|(set_sensitive|set_wo))\s*(?:=\s*)?[[{]/;

/** Values in Terraform blocks of which all of one kind are secret, whatever their names. */
export function findInTerraform(source: Source, spans: Spans): void {
  for (let line = 0; line < lineCount(source); line++) {
    const start = lineStart(source, line);
    const first = source.text.slice(start, Math.min(lineEnd(source, line), start + 300));
    const head = HEAD.exec(first);
    const type = head?.[1] ?? head?.[2] ?? "";
    const block = Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
    if (block) {
      const last = endOfBlock(source, line, head?.[2] === undefined ? 5000 : 40);
      if (!block.only || block.only.test(source.text.slice(start, lineEnd(source, last)))) {
        hideBlock(source, spans, line, last, block);
      }
      line = head?.[2] === undefined ? last : line;
    }
  }
}

function endOfBlock(source: Source, head: number, most: number): number {
  const indent = indentOf(source, head);
  if (/\}\s*$/.test(lineText(source, head))) {
    return head;
  }
  for (let line = head + 1; line < lineCount(source) && line - head < most; line++) {
    if (
      indentOf(source, line) >= 0 &&
      indentOf(source, line) <= indent &&
      /^\s*[}\]]/.test(lineText(source, line).slice(0, 200))
    ) {
      return line;
    }
  }
  return Math.min(lineCount(source) - 1, head + most);
}

const ATTRIBUTE = /(?:^|[{,(])\s{0,80}"?([\w.$/-]{1,120})"?\s{0,80}[=:]\s{0,8}/g;

function hideBlock(source: Source, spans: Spans, first: number, last: number, block: Block): void {
  let map = -1;
  for (let line = first; line <= last; line++) {
    const text = lineText(source, line).slice(0, 20_000);
    const indent = indentOf(source, line);
    if (map >= 0 && indent >= 0 && indent <= map && line > first) {
      map = /^\s*[)}\]]/.test(text) || indent < map ? -1 : map;
    }
    let from = 0;
    if (block.maps) {
      const opened =
        block.maps.exec(text) ??
        (line === first ? new RegExp(block.maps.source.replace("^\\s*", "[{,]\\s*")).exec(text) : null);
      if (opened) {
        map = indent;
        from = opened[0].length;
      }
    }
    if (block.attributes || map >= 0) {
      hideAttributes(source, spans, line, text, from, block.attributes);
    }
    if (
      map >= 0 &&
      line > first &&
      indent <= map &&
      !/[[{(]\s*$|<<[-~]?\w+\s*$/.test(text) &&
      !/^\s*$/.test(text)
    ) {
      map = -1;
    }
  }
}

function hideAttributes(
  source: Source,
  spans: Spans,
  line: number,
  text: string,
  from: number,
  names: RegExp | null,
): void {
  const start = lineStart(source, line);
  for (const match of text.slice(from).matchAll(ATTRIBUTE)) {
    const at = start + from + match.index + match[0].length;
    if (names && !names.test(match[1] ?? "")) {
      continue;
    }
    const value = readQuoted(source.text, at, lineEnd(source, line), false, false);
    if (value) {
      const place = { dialect: source.dialect, quoted: true, verbatim: false, upper: true };
      const content = source.text.slice(value.start, value.end);
      for (const [a, b] of judge(content, { kind: "password", strength: "strong" }, place)) {
        spans.add(value.start + a, value.start + b, "terraform-secret", Rank.structure);
      }
    }
  }
}
