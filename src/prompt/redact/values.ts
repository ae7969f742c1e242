import { isEncrypted } from "./encrypted.ts";
import { withoutMarks } from "./placeholder.ts";
import { isPublicBase64 } from "./public.ts";
import { isWordy } from "./randomness.ts";

const NOTHING = new Set(
  (
    "true false yes no on off y n null nil none undefined ~ nan string str strings text number numeric int integer float" +
    " double long boolean bool object array list map any bytes byte binary char varchar sensitive required optional" +
    " enabled disabled date datetime unknown void never never[] string[] file env environment tbd n/a na inherit" +
    " always ifnotpresent write read readwrite read-write admin-only"
  ).split(" "),
);

/** Values that hold nothing: empty, booleans, null, short numbers, names of types, crossed-out values, ellipses. */
export function isDull(value: string): boolean {
  const bare = value.trim();
  return (
    bare.length < 2 ||
    !/[\p{L}\p{N}]/u.test(bare) ||
    (bare.startsWith("LS0tLS1CRUdJTi") && isPublicBase64(bare)) ||
    NOTHING.has(bare.toLowerCase()) ||
    /^-?\d{1,3}$/.test(bare) ||
    /^(.)\1*$/su.test(bare.slice(0, 200)) ||
    /^<(?!%)[^<>]{0,120}>$|^\[(?:redacted|masked|hidden|secret|filtered|your|insert)[^\]]{0,60}\]$|^\((?:redacted|sensitive|known|hidden)[^)]{0,60}\)$/i.test(
      bare,
    ) ||
    /^[*x•.…_-]{3,}$/i.test(bare) ||
    /^[|>][-+0-9]{0,2}$/.test(bare) ||
    /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S{1,30}|sk-(?:ssh|ecdsa)-\S{1,40}) ?/.test(bare) ||
    /^-{5}BEGIN (?:TRUSTED )?(?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC|EC PUBLIC|PGP PUBLIC|DH PARAM)/.test(bare)
  );
}

/** Prefixes by which a value says where the secret is kept. */
const KEPT_ELSEWHERE =
  /^(?:(?:secret)?ref\+|vault:(?!v\d)|vault\+|op:\/\/|ssm:|arn:[\w-]{2,12}:|projects\/[^/\s]{1,80}\/secrets\/|(?:aws|gcp|az)?-?sm:\/\/|secretsmanager:|gcpsm:|awssm:|gcp:|azkv:|keyvault:|akv:|bws:|doppler:|env:(?:\/\/)?[A-Z]|file:|exec:|cmd:|sops:|conjur:|parameter[-_]?store:|kms:|passman:|pass:\/\/|@Microsoft\.KeyVault|\{\{?resolve:|\[\[.{1,200}\]\]$|@@[A-Z_]+@@$|\/run\/secrets\/|\/vault\/secrets\/)/i;

const NAMESPACES =
  /^\(?!?(?:var|local|locals|data|module|secrets|vars|env|inputs|input|each|self|steps|needs|matrix|github|gitlab|params|parameters|param|values|path|terraform|dependency|process|os|config|configs|cfg|conf|settings|this|ctx|context|props|request|req|res|response|resource|resources|opts|options|args|argv|state|builtins|sops|sops_file|vault|system|app|item|inputs_|random_[a-z]+|tls_[a-z_]+|[a-z]{2,20}_[a-z0-9_]{2,60})(?:\.|\[)[\w.[\]"'*:-]{1,200}\)?$/i;
const CALL =
  /^[A-Za-z_$][\w.$:!]{0,100}\(.{0,400}$|^(?:new|await|func|function|async|lambda|not|yield|typeof|return|if|else) /s;

/** References within a value, each bounded so that the whole takes linear time. */
const REFERENCE =
  /\$\{\{(?:[^}]|\}(?!\})){0,400}\}\}|\{\{(?:[^}]|\}(?!\})){0,400}\}\}|\{%[^%]{0,300}%\}|<%[^%]{0,300}%>|\$\$?\{[^{}]{0,300}\}|\$\$?\([^()]{0,300}\)|%\([A-Za-z_]\w{0,60}\)s/g;
/** What is a reference in a format string or template, and may as well be part of a password. */
const SOFT_REFERENCE =
  /#\{[^{}]{0,200}\}|%\{[^{}]{0,200}\}|%[A-Z_][A-Z0-9_]{1,60}%|@[A-Z][A-Z0-9_]{1,60}@|\{[A-Za-z_]?[\w.:!-]{0,80}\}|<[A-Za-z][\w .-]{0,80}>|`[^`]{0,200}`|%[-+#0]{0,2}\d{0,3}[a-zA-Z](?![A-Za-z0-9])/g;
const SHELL_VARIABLE = /\$\$?[A-Za-z_]\w{0,100}(?:\[[^\]]{0,40}\])?|\$[0-9@#?*]/g;
/** Without a shell around it, `$` and letters are as likely part of a password. */
const LONE_VARIABLE =
  /(?<![A-Za-z0-9])\$\$?(?:env:)?(?:[A-Z_][A-Z0-9_]{0,100}|[a-z_]{1,100}|[a-z]{1,40}(?:[A-Z][a-z]{1,30}){1,6}|[A-Z][a-z]{1,30}(?:[A-Z][a-z]{1,30}){0,6})(?![A-Za-z0-9!?*&^%#@])/g;

/**
 * What is written out in a value once its references are taken away; null where the value has none.
 * @param shell the value stands in a shell or a program, where `$x` and `%s` always are references.
 */
export function literalRest(value: string, shell: boolean): string | null {
  const bare = withoutMarks(value);
  const hard = bare.replace(REFERENCE, "");
  const soft = hard
    .replace(SOFT_REFERENCE, (one) => (shell || isWordy(one.replace(/[#%{}<>`"'@]/g, " ")) ? "" : one))
    .replace(shell ? SHELL_VARIABLE : LONE_VARIABLE, "");
  const rest = soft === hard || shell || isWordy(soft.replace(/["';|&?=]/g, " ")) ? soft : hard;
  return rest === bare ? null : rest;
}

/** Whether a value as a whole only says where the real value is, in any of the languages of configuration. */
export function isElsewhere(value: string): boolean {
  return (
    KEPT_ELSEWHERE.test(value) ||
    (NAMESPACES.test(value) && isWordy(value.replace(/["'*]/g, ""))) ||
    isEncrypted(value)
  );
}

/** Whether a bare value is an expression of a programming language. */
export function isExpression(value: string): boolean {
  return (
    CALL.test(value) ||
    (/^[A-Za-z_$][\w$]{0,60}(?:\.[A-Za-z_$][\w$]{0,60}){1,8}[,;)]{0,3}$/.test(value) &&
      isWordy(value.replace(/[,;)$]/g, "")))
  );
}

/** Two groups each: what stands before the literal, and the literal. */
const DEFAULTS: readonly RegExp[] = [
  /(\$\{(?:\w{1,100}:[-=]|[A-Z_][A-Z0-9_]{0,100}[-=]))([^{}$]{1,200})\}/g,
  // Spring: `${NAME:default}`; other tools write the kind of source in front of a colon.
  /(\$\{(?!(?:env|ENV|file|ssm|self|opt|cf|vault|param|sys|secrets?|sm|git|strToBool|sts|aws|http|https|op|gcp|keyvault|var|data|local|base64|const|bundle|expand):)[\w.]{1,100}:)([^{}$?+=-][^{}$]{0,200})\}/g,
  /(\bdefault\s{0,4}\(?\s{0,4}["'])([^"'\n]{1,200})["']/g,
  /(\{\{-?\s{0,8}["'])([^"'{}\n]{1,200})["']\s{0,8}\|\s{0,8}(?:b64enc|base64|b64encode|hash|password_hash|quote|sha256sum|bcrypt)/g,
  /((?:\|\||\?\?|,)\s{0,4}["'])([^"'\n$]{1,200})["']\s{0,4}(?:[)}]|-?%>)/g,
];

/**
 * Literals that stand in for a missing value within references: `${X:-literal}`, `{{ x | default "literal" }}`.
 * @returns offsets of each, end exclusive.
 */
export function defaultsIn(value: string): [number, number][] {
  const found: [number, number][] = [];
  for (const pattern of DEFAULTS) {
    for (const match of value.matchAll(pattern)) {
      const literal = match[2] ?? "";
      const start = match.index + (match[1] ?? "").length;
      if (!isDull(literal) && !isElsewhere(literal) && !/^\$|^\/[\w./-]*$/.test(literal)) {
        found.push([start, start + literal.length]);
      }
    }
  }
  return found;
}
