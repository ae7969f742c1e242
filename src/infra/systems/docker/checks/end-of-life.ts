/** A release line and when its support ended. Kept to those that ended before this file was last reviewed. */
interface Ended {
  /** The tag's version is this or lower, compared part by part. */
  upTo: string;
  until: string;
}

/** By official image; the newest ended line last. Source: https://endoflife.date, read in 2025. */
const VERSIONS: Readonly<Record<string, readonly Ended[]>> = {
  node: [{ upTo: "18", until: "April 2025" }],
  python: [
    { upTo: "2", until: "January 2020" },
    { upTo: "3.8", until: "October 2024" },
  ],
  alpine: [{ upTo: "3.18", until: "May 2025" }],
  debian: [{ upTo: "10", until: "June 2024" }],
  ubuntu: [{ upTo: "20.04", until: "May 2025" }],
  php: [
    { upTo: "7", until: "November 2022" },
    { upTo: "8.0", until: "November 2023" },
  ],
  ruby: [
    { upTo: "2", until: "March 2023" },
    { upTo: "3.1", until: "March 2025" },
  ],
  golang: [{ upTo: "1.22", until: "February 2025" }],
  postgres: [{ upTo: "12", until: "November 2024" }],
  mysql: [{ upTo: "5", until: "October 2023" }],
  mongo: [{ upTo: "5", until: "October 2024" }],
  fedora: [{ upTo: "40", until: "May 2025" }],
  rockylinux: [],
};

/** Single releases that never were long-term lines. */
const RELEASES: Readonly<Record<string, ReadonlySet<string>>> = {
  node: new Set(["19", "21", "23"]),
  ubuntu: new Set(["20.10", "21.04", "21.10", "22.10", "23.04", "23.10", "24.10"]),
};

/** Code names of Debian and Ubuntu, also behind the version of another image: `python:3.12-buster`. */
const CODE_NAMES: Readonly<Record<string, string>> = {
  wheezy: "May 2018",
  jessie: "June 2020",
  stretch: "June 2022",
  buster: "June 2024",
  trusty: "April 2019",
  xenial: "April 2021",
  bionic: "May 2023",
  focal: "May 2025",
};

/** Official images that were given up as a whole, with what came after. */
const GIVEN_UP: Readonly<Record<string, string>> = {
  centos: "CentOS has ended (2024); rockylinux, almalinux or a UBI image come after it",
  openjdk: "the openjdk image is no longer kept up (2022); eclipse-temurin or amazoncorretto come after it",
  java: "the java image was given up in 2017; eclipse-temurin comes after it",
};

/** When support of `name:tag` of the official library ended, as a phrase; undefined where it has not or is unknown. */
export function endOfLife(name: string, tag: string): string | undefined {
  if (Object.hasOwn(GIVEN_UP, name)) return GIVEN_UP[name];
  const parts = tag.toLowerCase().split("-");
  const code = parts.find((part) => Object.hasOwn(CODE_NAMES, part));
  if (code !== undefined) return `${code} got its last fixes in ${CODE_NAMES[code]}`;
  const alpine = /^alpine(\d{1,2}\.\d{1,3})$/.exec(parts[parts.length - 1] ?? "")?.[1];
  const version = /^\d{1,4}(\.\d{1,4}){0,2}/.exec(tag)?.[0];
  const own = version === undefined ? undefined : ended(name, version);
  return own ?? (alpine === undefined ? undefined : ended("alpine", alpine));
}

function ended(name: string, version: string): string | undefined {
  const major = version.split(".")[0] ?? "";
  const releases = Object.hasOwn(RELEASES, name) ? RELEASES[name] : undefined;
  if (releases?.has(version) || releases?.has(major))
    return `${name} ${version} is a short-lived release and has ended`;
  const lines = Object.hasOwn(VERSIONS, name) ? (VERSIONS[name] ?? []) : [];
  const line = lines.find(({ upTo }) => isUpTo(version, upTo));
  if (!line) return undefined;
  const same = version === line.upTo || version.startsWith(`${line.upTo}.`);
  const newer = same ? "" : ` is past its end: ${name} ${line.upTo}`;
  return `${name} ${version}${newer} got its last fixes in ${line.until}`;
}

/** True where the version, cut to as many parts, is at most the other. `3` is not up to `3.8`: it floats. */
function isUpTo(version: string, limit: string): boolean {
  const own = version.split(".").map(Number);
  const other = limit.split(".").map(Number);
  for (const [i, part] of other.entries()) {
    const mine = own[i];
    if (mine === undefined) return false;
    if (mine !== part) return mine < part;
  }
  return true;
}
