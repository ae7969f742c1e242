/** The fields of the objects that people write by hand, by level (https://kubernetes.io/docs/reference/kubernetes-api/). */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const FIELDS = {
  container: words(`
    name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules
    volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath
    terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName`),
  pod: words(`
    volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds
    activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken
    nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain
    affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates
    runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os
    hostUsers schedulingGates resourceClaims resources hostnameOverride workloadRef`),
  containerSecurity: words(`
    capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem
    allowPrivilegeEscalation procMount seccompProfile appArmorProfile`),
  podSecurity: words(`
    seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy
    fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy`),
  probe: words(`
    exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold
    terminationGracePeriodSeconds`),
  containerPort: words("name hostPort containerPort protocol hostIP"),
  resources: words("limits requests claims"),
  servicePort: words("name protocol appProtocol port targetPort nodePort"),
  Service: words(`
    ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges
    externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies
    ipFamilyPolicy ipFamily allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy
    trafficDistribution topologyKeys`),
  Deployment: words(`
    replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds rollbackTo`),
  StatefulSet: words(`
    replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy
    revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals`),
  DaemonSet: words(
    "selector template updateStrategy minReadySeconds revisionHistoryLimit templateGeneration",
  ),
  Job: words(`
    parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex
    maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend
    podReplacementPolicy managedBy`),
  CronJob: words(`
    schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit
    failedJobsHistoryLimit`),
  Ingress: words("ingressClassName defaultBackend tls rules backend"),
  HorizontalPodAutoscaler: words(`
    scaleTargetRef minReplicas maxReplicas metrics behavior targetCPUUtilizationPercentage`),
  PodDisruptionBudget: words("minAvailable selector maxUnavailable unhealthyPodEvictionPolicy"),
} satisfies Record<string, ReadonlySet<string>>;

export type Level = keyof typeof FIELDS;

/** How a person calls a level. */
export const LEVEL_NAMES: Partial<Record<Level, string>> = {
  container: "a container",
  pod: "the pod's spec",
  containerSecurity: "a container's securityContext",
  podSecurity: "the pod's securityContext",
  probe: "a probe",
  resources: "resources",
  Deployment: "the Deployment's spec",
  StatefulSet: "the StatefulSet's spec",
};

/** Levels that lie next to each other: a field at the wrong indentation ends up in one of these. */
const NEIGHBOURS: Partial<Record<Level, readonly Level[]>> = {
  container: ["pod", "containerSecurity", "probe", "resources", "Deployment", "StatefulSet"],
  pod: ["container", "containerSecurity", "podSecurity", "Deployment", "StatefulSet"],
  podSecurity: ["containerSecurity", "pod", "container"],
  containerSecurity: ["podSecurity", "container", "pod"],
  probe: ["container"],
  resources: ["container"],
  Deployment: ["pod", "container", "StatefulSet"],
  StatefulSet: ["pod", "container", "Deployment"],
  DaemonSet: ["pod", "container", "Deployment"],
  Job: ["pod", "container", "CronJob"],
  CronJob: ["Job", "pod", "container"],
};

/** What is wrong with a key at a level: it belongs elsewhere, or is a slip of the pen; undefined where unsure. */
export function fieldFault(level: Level, key: string): { belongsTo: Level } | { meant: string } | undefined {
  if (FIELDS[level].has(key)) return undefined;
  for (const field of FIELDS[level]) {
    if (field.toLowerCase() === key.toLowerCase() || isSlip(key, field)) return { meant: field };
  }
  const owner = NEIGHBOURS[level]?.find((neighbour) => FIELDS[neighbour].has(key));
  return owner ? { belongsTo: owner } : undefined;
}

/** One letter left out, added, changed or two swapped, in a word long enough for that to be chance. */
function isSlip(text: string, word: string): boolean {
  if (word.length < 5 || Math.abs(text.length - word.length) > 1 || text === word) return false;
  let start = 0;
  while (start < text.length && text[start] === word[start]) start++;
  let end = 0;
  while (end < text.length - start && end < word.length - start && text.at(-1 - end) === word.at(-1 - end))
    end++;
  const left = text.slice(start, text.length - end);
  const right = word.slice(start, word.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
