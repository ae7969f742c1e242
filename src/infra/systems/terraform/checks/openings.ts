import type { Range } from "../../../position.ts";
import { type Declaration, nameOf, type TerraformModel } from "../model.ts";
import type { Section, Value } from "../section.ts";
import { ALL_PORTS, isEverywhere, type PortRange, parsePorts } from "./ports.ts";

/** A rule that lets every address in. */
export interface Opening {
  /** `aws_security_group "web"`. */
  name: string;
  ports: PortRange[];
  /** From the head of the rule to the address that stands for everybody. */
  range: Range;
}

/** Every rule of the file that admits the whole internet, of all providers. */
export function openingsOf(model: TerraformModel): Opening[] {
  return model.resources.flatMap((resource) => READERS.get(resource.type)?.(resource) ?? []);
}

type Reader = (resource: Declaration) => Opening[];

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["aws_security_group", awsGroup],
  ["aws_default_security_group", awsGroup],
  ["aws_security_group_rule", awsGroupRule],
  ["aws_vpc_security_group_ingress_rule", awsIngressRule],
  ["aws_network_acl", awsAcl],
  ["aws_default_network_acl", awsAcl],
  ["aws_network_acl_rule", awsAclRule],
  ["aws_db_security_group", awsDatabaseGroup],
  ["aws_redshift_security_group", awsDatabaseGroup],
  ["google_compute_firewall", googleFirewall],
  ["azurerm_network_security_rule", azureRule],
  ["azurerm_network_security_group", azureGroup],
  ["digitalocean_firewall", digitalOceanFirewall],
  ["openstack_networking_secgroup_rule_v2", openStackRule],
]);

function everywhere(...values: (Value | undefined)[]): Range | undefined {
  for (const value of values) {
    const hit = value?.strings.find((one) => isEverywhere(one.value));
    if (hit) return hit.range;
  }
  return undefined;
}

/** From the two ends of a range; undefined where one of them cannot be known. */
function portsOf(section: Section, from: string, to: string): PortRange | undefined {
  const start = section.value(from)?.number;
  const end = section.value(to)?.number ?? (section.has(to) ? undefined : start);
  return start === undefined || end === undefined ? undefined : { from: start, to: end };
}

/** True where the range holds a port that matters over UDP; SSH, RDP and most databases do not. */
function isUdp({ from, to }: PortRange): boolean {
  return (
    to - from >= 1024 ||
    [53, 69, 111, 123, 137, 138, 161, 389, 514].some((port) => from <= port && port <= to)
  );
}

/** What a rule of a protocol opens; nothing for ICMP and for what cannot be known. */
function awsPorts(section: Section, protocolName: string): PortRange[] {
  const protocol = section.value(protocolName);
  const text = (protocol?.string ?? protocol?.number?.toString())?.toLowerCase();
  if (text === "-1" || text === "all") return [ALL_PORTS];
  if (text !== undefined && !["tcp", "udp", "6", "17"].includes(text)) return [];
  const ports = portsOf(section, "from_port", "to_port");
  if (!ports || (text === "udp" && !isUdp(ports))) return [];
  return [ports.from === -1 || (ports.from === 0 && ports.to === 0) ? { ...ALL_PORTS } : ports];
}

function opening(
  resource: Declaration,
  rule: Section,
  address: Range | undefined,
  ports: PortRange[],
): Opening[] {
  if (!address || ports.length === 0) return [];
  const { startLine, startColumn } = address.startLine < rule.range.startLine ? address : rule.range;
  return [{ name: nameOf(resource), ports, range: { ...address, startLine, startColumn } }];
}

function awsGroup(resource: Declaration): Opening[] {
  return resource.section.sections("ingress").flatMap((rule) => {
    const range = everywhere(rule.value("cidr_blocks"), rule.value("ipv6_cidr_blocks"));
    return opening(resource, rule, range, awsPorts(rule, "protocol"));
  });
}

function awsGroupRule(resource: Declaration): Opening[] {
  const rule = resource.section;
  if (rule.value("type")?.string !== "ingress") return [];
  const range = everywhere(rule.value("cidr_blocks"), rule.value("ipv6_cidr_blocks"));
  return opening(resource, rule, range, awsPorts(rule, "protocol"));
}

function awsIngressRule(resource: Declaration): Opening[] {
  const rule = resource.section;
  const range = everywhere(rule.value("cidr_ipv4"), rule.value("cidr_ipv6"));
  return opening(resource, rule, range, awsPorts(rule, "ip_protocol"));
}

function awsAcl(resource: Declaration): Opening[] {
  return resource.section.sections("ingress").flatMap((rule) => {
    if (rule.value("action")?.string !== "allow") return [];
    const range = everywhere(rule.value("cidr_block"), rule.value("ipv6_cidr_block"));
    return opening(resource, rule, range, narrowed(awsPorts(rule, "protocol")));
  });
}

function awsAclRule(resource: Declaration): Opening[] {
  const rule = resource.section;
  if (rule.value("egress")?.boolean === true || rule.value("rule_action")?.string !== "allow") return [];
  const range = everywhere(rule.value("cidr_block"), rule.value("ipv6_cidr_block"));
  return opening(resource, rule, range, narrowed(awsPorts(rule, "protocol")));
}

/**
 * Network ACLs have no state: answers come in on ports from 1024 up, so such ranges, and the default that leaves
 * all to the security groups, are as they should be.
 */
function narrowed(ports: PortRange[]): PortRange[] {
  return ports.filter(({ from, to }) => from < 1024 && to < 65535);
}

function awsDatabaseGroup(resource: Declaration): Opening[] {
  return resource.section
    .sections("ingress")
    .flatMap((rule) => opening(resource, rule, everywhere(rule.value("cidr")), [ALL_PORTS]));
}

function googleFirewall(resource: Declaration): Opening[] {
  const { section } = resource;
  if (section.value("direction")?.string?.toUpperCase() === "EGRESS") return [];
  if (section.value("disabled")?.boolean === true) return [];
  const range = everywhere(section.value("source_ranges"));
  const ports = section.sections("allow").flatMap((rule) => {
    const protocol = rule.value("protocol")?.string?.toLowerCase();
    if (protocol === "all") return [ALL_PORTS];
    if (protocol !== "tcp" && protocol !== "udp") return [];
    if (!rule.has("ports")) return [ALL_PORTS];
    return (rule.value("ports")?.items ?? []).flatMap((item) => {
      const text = item.string ?? item.number?.toString();
      const range = text === undefined ? undefined : parsePorts(text);
      return range && (protocol === "tcp" || isUdp(range)) ? [range] : [];
    });
  });
  return opening(resource, section, range, ports);
}

function azureRuleIn(resource: Declaration, rule: Section): Opening[] {
  if (rule.value("access")?.string?.toLowerCase() !== "allow") return [];
  if (rule.value("direction")?.string?.toLowerCase() !== "inbound") return [];
  const protocol = rule.value("protocol")?.string?.toLowerCase();
  if (protocol !== undefined && !["tcp", "udp", "*"].includes(protocol)) return [];
  const range = everywhere(rule.value("source_address_prefix"), rule.value("source_address_prefixes"));
  const ports = ["destination_port_range", "destination_port_ranges"]
    .flatMap((name) =>
      (rule.value(name)?.items ?? []).flatMap((item) => {
        const texts = (item.string ?? item.number?.toString() ?? "").split(",");
        return texts.flatMap((text) => parsePorts(text) ?? []);
      }),
    )
    .filter((one) => protocol !== "udp" || isUdp(one));
  return opening(resource, rule, range, ports);
}

function azureRule(resource: Declaration): Opening[] {
  return azureRuleIn(resource, resource.section);
}

function azureGroup(resource: Declaration): Opening[] {
  return resource.section.sections("security_rule").flatMap((rule) => azureRuleIn(resource, rule));
}

function digitalOceanFirewall(resource: Declaration): Opening[] {
  return resource.section.sections("inbound_rule").flatMap((rule) => {
    if (rule.value("protocol")?.string === "icmp") return [];
    const range = everywhere(rule.value("source_addresses"));
    const text = rule.value("port_range")?.string ?? rule.value("port_range")?.number?.toString();
    const ports = text === "all" ? ALL_PORTS : parsePorts(text ?? "");
    return opening(resource, rule, range, ports ? [ports] : []);
  });
}

function openStackRule(resource: Declaration): Opening[] {
  const rule = resource.section;
  if (rule.value("direction")?.string !== "ingress") return [];
  const ports = portsOf(rule, "port_range_min", "port_range_max");
  return opening(resource, rule, everywhere(rule.value("remote_ip_prefix")), ports ? [ports] : []);
}
