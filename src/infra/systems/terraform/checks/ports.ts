/** Ports that no address of the internet should reach, and what listens there. */
const SENSITIVE_PORTS: ReadonlyMap<number, string> = new Map([
  [20, "FTP"],
  [21, "FTP"],
  [22, "SSH"],
  [23, "Telnet"],
  [25, "SMTP"],
  [53, "DNS"],
  [110, "POP3"],
  [135, "MSRPC"],
  [137, "NetBIOS"],
  [138, "NetBIOS"],
  [139, "NetBIOS"],
  [161, "SNMP"],
  [389, "LDAP"],
  [445, "SMB"],
  [512, "rexec"],
  [514, "rsh"],
  [636, "LDAPS"],
  [873, "rsync"],
  [1433, "SQL Server"],
  [1434, "SQL Server"],
  [1521, "Oracle"],
  [2375, "Docker API"],
  [2376, "Docker API"],
  [2379, "etcd"],
  [2380, "etcd"],
  [2382, "SQL Server Analysis Services"],
  [2383, "SQL Server Analysis Services"],
  [2483, "Oracle"],
  [2484, "Oracle"],
  [3000, "admin or development server"],
  [3020, "CIFS"],
  [3306, "MySQL"],
  [3389, "RDP"],
  [4505, "Salt"],
  [4506, "Salt"],
  [5432, "PostgreSQL"],
  [5500, "VNC"],
  [5601, "Kibana"],
  [5672, "RabbitMQ"],
  [5800, "VNC"],
  [5900, "VNC"],
  [5985, "WinRM"],
  [5986, "WinRM"],
  [6379, "Redis"],
  [6443, "Kubernetes API"],
  [7000, "Cassandra"],
  [7001, "Cassandra"],
  [7199, "Cassandra"],
  [8020, "HDFS"],
  [8500, "Consul"],
  [8888, "Cassandra OpsCenter"],
  [9042, "Cassandra"],
  [9092, "Kafka"],
  [9160, "Cassandra"],
  [9200, "Elasticsearch"],
  [9300, "Elasticsearch"],
  [10250, "kubelet"],
  [11211, "Memcached"],
  [11214, "Memcached"],
  [11215, "Memcached"],
  [15672, "RabbitMQ"],
  [27017, "MongoDB"],
  [27018, "MongoDB"],
  [50000, "Db2"],
  [50070, "HDFS"],
  [61621, "Cassandra OpsCenter"],
]);

/** Ports that public services are expected to answer on. */
const PUBLIC_PORTS: ReadonlySet<number> = new Set([80, 443]);

export interface PortRange {
  from: number;
  to: number;
}

export const ALL_PORTS: PortRange = { from: 0, to: 65535 };

/** Wider ranges say "I did not think about it", whatever they hold. */
const WIDE = 1024;

/** What of a range is worth naming: `SSH (22)`, `all ports`; undefined where it holds no sensitive port. */
export function sensitiveIn({ from, to }: PortRange): string | undefined {
  if (from <= 0 && to >= 65535) return "all ports";
  if (to - from >= WIDE) return `ports ${from}-${to}`;
  for (const [port, name] of SENSITIVE_PORTS) if (from <= port && port <= to) return `${name} (${port})`;
  return undefined;
}

/** True where the range is a public service's port alone. */
export function isPublicService({ from, to }: PortRange): boolean {
  return from === to && PUBLIC_PORTS.has(from);
}

/** `22`, `20-25`, `*`; undefined where it is none of these. */
export function parsePorts(text: string): PortRange | undefined {
  const trimmed = text.trim();
  if (trimmed === "*") return ALL_PORTS;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(trimmed);
  if (!match) return undefined;
  const from = Number(match[1]);
  return { from, to: match[2] === undefined ? from : Number(match[2]) };
}

/** True for the whole of IPv4 or IPv6, and for the two halves that together are the whole. */
export function isEverywhere(cidr: string): boolean {
  const text = cidr.trim().toLowerCase();
  return (
    text === "*" ||
    text === "internet" ||
    text === "any" ||
    text === "0.0.0.0" ||
    /^(?:0\.0\.0\.0|128\.0\.0\.0)\/[01]$/.test(text) ||
    /^(?:0{0,4}:){0,7}:?0{0,4}\/0$/.test(text)
  );
}
