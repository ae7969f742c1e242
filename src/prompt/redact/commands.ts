import { judge } from "./judge.ts";
import type { NameClass } from "./names.ts";
import { Rank, type Spans } from "./spans.ts";
import { lineAt, lineCount, lineEnd, lineStart, type Source } from "./text.ts";

/**
 * Words that make a line worth looking at as a command or a statement. The token scan reports the lines that hold
 * one at the start of a word, so a text without any costs nothing here.
 */
export const COMMAND_WORDS: readonly string[] = (
  "docker,podman,nerdctl,buildah,skopeo,helm ,oras ,crane ,az ,oc ,cf ,cosign,argocd,regctl,curl,wget,http ,https ,xh ," +
  "ab ,siege,mysql,mariadb,7z ,sshpass,mongo,redis-cli,valkey-cli,keydb-cli,ldap,sqlcmd,bcp ,isql,tsql,htpasswd,chpasswd," +
  "passwd ,kubectl,k3s ,vault ,gh ,fly ,flyctl,doppler ,supabase ,aws ,pulumi ,rabbitmqctl,mc ,mcli ,mosquitto_,zip ," +
  "unzip,plink,psexec,smbclient,rpcclient,openssl ,sudo ,gpg ,npm ,yarn ,pnpm ,composer ,ConvertTo-SecureString,net ," +
  "snmp,gcloud ,echo ,printf ,ssh-keygen,getConnection,basicAuth,BasicAuth,SetBasicAuth,HTTPBasicAuth,UsernamePasswordCredentials,insecure-password,stats auth"
).split(",");

/** Words of the statements of databases. */
export const STATEMENT_WORDS: readonly string[] =
  "IDENTIFIED,identified,Identified,PASSWORD,password,Password,SECRET,Secret,secret".split(",");

interface Command {
  kind: string;
  /** The command; the rest of its line is searched. */
  command: RegExp;
  /** Global and with indices by hand: group 1 is what stands before the secret within the match, group 2 the secret. */
  secret: RegExp;
}

/** A word of a command line: quoted or bare. */
const WORD = `("[^"\\n]{1,300}"|'[^'\\n]{1,300}'|[^\\s"'\`;|&<>-][^\\s"'\`;|&<>]{0,300})`;

function command(kind: string, name: string, secret: string): Command {
  return {
    kind,
    command: new RegExp(`(?:^|[\\s;&|(\`"'\\[,])(?:${name})\\b`),
    secret: new RegExp(secret, "g"),
  };
}

const ENGINE = "docker|podman|nerdctl|buildah|skopeo|helm|oras|crane|az|oc|cf|cosign|argocd|regctl";

const COMMANDS: readonly Command[] = [
  command("password", `(?:${ENGINE})[^\\n]{0,200}\\slogin`, `(\\s-p(?:\\s{1,8}|=))${WORD}`),
  command("password", "plink|psexec|mongo(?:sh|dump|restore|export|import)?", `(\\s-p(?:\\s{1,8}|=))${WORD}`),
  command("password", "plink|psexec|mongo(?:sh|dump|restore|export|import)?", `(\\s-p(?:\\s{1,8}|=))${WORD}`),
  command("password", "ssh-keygen", `(\\s-[NP]\\s{1,8})${WORD}`),
  command("password", "insecure-password", `(insecure-password\\s{1,8})${WORD}`),
  command("password", "stats auth", `(stats auth\\s{1,8}[^\\s:]{1,60}:)([^\\s]{1,200})`),
  // Programs: the last of three arguments, or the second of two.
  {
    kind: "password",
    command: /getConnection|[bB]asicAuth|UsernamePasswordCredentials/,
    secret:
      /((?:getConnection\(\s{0,8}[^,()\n]{1,200},|(?:[bB]asicAuth|UsernamePasswordCredentials)\()\s{0,8}[^,()\n]{1,80},\s{0,8})("[^"\n]{1,300}"|'[^'\n]{1,300}')/g,
  },
  command("password", "sshpass", `(\\s-p\\s{0,8})${WORD}`),
  command("password", "mysql\\w{0,12}|mariadb[\\w-]{0,12}|7z", `(\\s-p)(?!\\s)${WORD}`),
  command("password", "mosquitto_\\w{2,8}|sqlcmd|bcp|zip|unzip|isql|tsql", `(\\s-P\\s{0,8})${WORD}`),
  command("password", "redis-cli|valkey-cli|keydb-cli", `(\\s-a\\s{1,8})${WORD}`),
  command("password", "ldap\\w{3,12}", `(\\s-w\\s{1,8})${WORD}`),
  command("password", "openssl enc", `(\\s-k\\s{1,8})${WORD}`),
  command(
    "basic-auth",
    "curl|wget|https?(?=\\s)|xh|ab(?=\\s)|siege",
    `(\\s(?:-u|--user|-U|--proxy-user|-a|--auth|-A|-P)(?:\\s{0,8}|=)["']?[^\\s:"']{0,120}:)([^\\s"']{1,200})`,
  ),
  command(
    "password",
    "smbclient|rpcclient|net(?=\\s)",
    `(\\s(?:-U|--user)(?:\\s{1,8}|=)["']?[^\\s%"']{1,120}%)([^\\s"']{1,200})`,
  ),
  command(
    "password",
    "htpasswd",
    `(\\s-[A-Za-z0-9]{0,4}b[A-Za-z0-9]{0,4}(?:\\s{1,8}-[A-Za-z0-9]{1,4}){0,3}\\s{1,8}[^\\s-][^\\s]{0,200}(?:\\s{1,8}[^\\s-][^\\s]{0,100})?\\s{1,8})${WORD}(?=\\s{0,8}(?:$|[;|&>)\\n"'\`]))`,
  ),
  command(
    "password",
    "rabbitmqctl",
    `(\\s(?:add_user|change_password|authenticate_user)\\s{1,8}[^\\s]{1,120}\\s{1,8})${WORD}`,
  ),
  command(
    "secret-key",
    "mc|mcli",
    `(\\s(?:alias set|config host add)\\s{1,8}[^\\s]{1,80}\\s{1,8}[^\\s]{1,200}\\s{1,8}[^\\s]{1,120}\\s{1,8})${WORD}`,
  ),
  command(
    "secret-key",
    "aws[^\\n]{0,60} configure set",
    `(\\s(?:\\S{1,60}\\.)?aws_(?:secret_access_key|session_token)\\s{1,8})${WORD}`,
  ),
  command("vault-token", "vault login", `(\\slogin\\s{1,8}(?:token=)?)(?!-)(?![a-z]{1,20}=)${WORD}`),
  command("secret", "vault kv (?:put|patch)", `(\\s[A-Za-z_][\\w.-]{0,80}=)(?!@|-(?:\\s|$))${WORD}`),
  command(
    "secret",
    "(?:fly|flyctl|doppler|supabase) secrets (?:set|import)",
    `(\\s[A-Za-z_]\\w{0,80}=)${WORD}`,
  ),
  command(
    "kubernetes-secret",
    "(?:kubectl|oc|k3s kubectl)[^\\n]{0,120} create secret",
    `(--from-literal[= ]["']?[\\w.-]{1,80}=)("[^"\\n]{1,300}"|'[^'\\n]{1,300}'|[^\\s"']{1,300})`,
  ),
  command("secret", "gh secret set", `(\\s(?:--body|-b)(?:\\s{1,8}|=))${WORD}`),
  command(
    "secret",
    "az keyvault secret set|aws ssm put-parameter(?=[^\\n]{0,400}SecureString)",
    `(\\s--value(?:\\s{1,8}|=))${WORD}`,
  ),
  command(
    "secret",
    "pulumi config set(?=[^\\n]{0,200}--secret)",
    `(\\sset\\s{1,8}(?:--secret\\s{1,8})?[^\\s-][^\\s]{0,120}\\s{1,8}(?:--secret\\s{1,8})?)${WORD}`,
  ),
  command(
    "password",
    "composer[^\\n]{0,40} config",
    `(\\shttp-basic\\.[^\\s]{1,100}\\s{1,8}[^\\s]{1,100}\\s{1,8})${WORD}`,
  ),
  command(
    "token",
    "npm config set|npm set|yarn config set|pnpm config set",
    `(\\s[^\\s=]{0,120}_(?:authToken|auth|password)(?:\\s{1,8}|=))${WORD}`,
  ),
  command(
    "password",
    "ConvertTo-SecureString",
    `(ConvertTo-SecureString\\s{1,8}(?:-String\\s{1,8})?)("[^"\\n]{1,300}"|'[^'\\n]{1,300}')`,
  ),
  command(
    "password",
    "net (?:user|use)",
    `(\\s(?:user|use)\\s{1,8}[^\\s]{1,120}(?:\\s{1,8}/user:[^\\s]{1,80})?\\s{1,8})(?!/)${WORD}`,
  ),
  command("snmp-community", "snmp(?:get|walk|set|bulkget|bulkwalk)", `(\\s-c\\s{0,8})${WORD}`),
  // Something printed into a program that reads a password from its input.
  {
    kind: "password",
    command:
      /--password-stdin|--stdin\b|chpasswd|sudo (?:-\w{1,10} ){0,3}-S|--passphrase-fd|--pass-stdin|--with-token|secret set|secrets versions add|secrets create/,
    secret:
      /((?:echo|printf|Write-Output|<<<)\s{1,8}(?:-[neE]{1,3}\s{1,8}|["']%s(?:\\n)?["']\s{1,8})?(?:["']?[\w.-]{1,60}:(?=[^\n]{1,200}chpasswd))?)("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'`;|&<>]{1,300}["']?)/g,
  },
];

const QUOTED = `('(?:[^'\\n]|''){1,300}'|"[^"\\n]{1,300}")`;

/** Statements of databases. */
const STATEMENTS: readonly Command[] = [
  {
    kind: "password",
    command: /identified/i,
    secret: new RegExp(
      `(\\bidentified\\s{1,8}(?:with\\s{1,8}\\S{1,40}\\s{1,8})?(?:by|as)\\s{1,8}(?:password\\s{1,8})?(?:random password)?)${QUOTED}`,
      "gi",
    ),
  },
  {
    kind: "password",
    command: /identified/i,
    secret:
      /(\bidentified\s{1,8}by\s{1,8})((?!values|password|random)(?=[^\s;]{0,100}[\d!@#$%^&*])[^\s'";,()]{3,100})(?=\s{0,8}(?:;|$|account|default|quota|profile|\n))/gi,
  },
  {
    kind: "password",
    command: /password/i,
    secret: new RegExp(`(\\bpassword(?:\\s{0,8}(?:=|\\()\\s{0,4}|\\s{1,8})N?)${QUOTED}`, "gi"),
  },
  {
    kind: "secret",
    command: /secret/i,
    secret:
      /(\b(?:secret|aws_secret_key|secret_key|identity_secret)\s{0,8}(?:=\s{0,4})?N?)('(?:[^'\n]|''){1,300}')/gi,
  },
];

const MARKS = /^(["'])([\s\S]*)\1$/;
const SECRET: NameClass = { kind: "secret", strength: "strong" };

/** How much of a line before and behind a word belongs to its command. */
const BEFORE = 120;
const BEHIND = 3000;

/**
 * Finds secrets among the arguments of commands.
 * @param words offsets of the words that may begin one, in order.
 */
export function findCommands(source: Source, spans: Spans, words: readonly number[]): void {
  applyAll(source, spans, words, COMMANDS);
}

/**
 * Finds passwords in statements of databases.
 * @param words offsets of the words that may stand before one, in order.
 */
export function findStatements(source: Source, spans: Spans, words: readonly number[]): void {
  applyAll(source, spans, words, STATEMENTS);
}

function applyAll(source: Source, spans: Spans, words: readonly number[], rules: readonly Command[]): void {
  let done = -1;
  for (const word of words) {
    if (word < done) {
      continue;
    }
    const line = lineAt(source, word);
    const start = Math.max(lineStart(source, line), word - BEFORE);
    const end = Math.min(endOfCommand(source, line), word + BEHIND);
    // A long line is looked at in windows that overlap, so that no command is cut in two.
    done = end < word + BEHIND ? end : end - BEHIND / 2;
    const text = source.text.slice(start, end);
    for (const rule of rules) {
      apply(source, spans, rule, text, start);
    }
  }
}

function apply(source: Source, spans: Spans, rule: Command, text: string, start: number): void {
  const found = rule.command.exec(text);
  if (!found) {
    return;
  }
  for (const match of text.matchAll(rule.secret)) {
    const word = match[2] ?? "";
    const quoted = MARKS.exec(word);
    const from = start + match.index + (match[1] ?? "").length + (quoted ? 1 : 0);
    const value = quoted?.[2] ?? word.replace(/["'`,)\]]{1,4}$/, "");
    const place = {
      dialect: source.dialect,
      quoted: quoted !== null,
      verbatim: quoted?.[1] === "'" && source.dialect.syntax === "shell",
      upper: true,
    };
    const name = { ...SECRET, kind: rule.kind === "basic-auth" ? "password" : rule.kind };
    for (const [a, b] of judge(value, name, place)) {
      spans.add(from + a, from + b, rule.kind, Rank.structure);
    }
  }
}

/** The end of a command that goes on over lines which end in a backslash. */
function endOfCommand(source: Source, line: number): number {
  let last = line;
  while (
    last + 1 < lineCount(source) &&
    last - line < 12 &&
    /[\\`^]\s{0,4}$/.test(source.text.slice(Math.max(0, lineEnd(source, last) - 6), lineEnd(source, last)))
  ) {
    last++;
  }
  return lineEnd(source, last);
}
