import type { Example } from "../../../system.ts";
import { example, workload } from "./text.ts";

const context = (text: string): string => workload({ container: `securityContext:\n  ${text}` });
const podContext = (text: string): string => workload({ pod: `securityContext:\n  ${text}` });

/** Examples of what a container may do on its node. */
export const privilegeExamples: Record<string, Example> = {
  "kubernetes/privileged-container": example(context("privileged: true #!"), context("privileged: false")),
  "kubernetes/host-pid": example(
    workload({ pod: "hostPID: true #!" }),
    workload({ pod: "shareProcessNamespace: true" }),
  ),
  "kubernetes/host-ipc": example(workload({ pod: "hostIPC: true #!" }), workload({})),
  "kubernetes/host-network": example(
    workload({ pod: "hostNetwork: true #!" }),
    workload({ container: "ports:\n  - containerPort: 8080" }),
  ),
  "kubernetes/runs-as-root": example(context("runAsUser: 0 #!"), context("runAsUser: 10001")),
  "kubernetes/dangerous-capability": example(
    workload({
      container: `
        securityContext:
          capabilities:
            add:
              - NET_BIND_SERVICE
              - SYS_ADMIN #!`,
    }),
    workload({
      container: `
        securityContext:
          capabilities:
            add:
              - NET_BIND_SERVICE`,
    }),
  ),
  "kubernetes/privilege-escalation": example(
    context("allowPrivilegeEscalation: true #!"),
    context("allowPrivilegeEscalation: false"),
  ),
  "kubernetes/unmasked-proc": example(context("procMount: Unmasked #!"), context("procMount: Default")),
  "kubernetes/unsafe-sysctl": example(
    podContext(`sysctls:
    - name: kernel.msgmax #!
      value: "65536"`),
    podContext(`sysctls:
    - name: net.ipv4.ip_local_port_range
      value: "1024 65535"`),
  ),
  "kubernetes/selinux-options": example(
    context("seLinuxOptions:\n    type: spc_t #!"),
    context('seLinuxOptions:\n    level: "s0:c123,c456"'),
  ),
  "kubernetes/apparmor-unconfined": example(
    podContext("appArmorProfile:\n    type: Unconfined #!"),
    podContext("appArmorProfile:\n    type: RuntimeDefault"),
  ),
  "kubernetes/runtime-socket": example(
    workload({
      pod: `
        volumes:
          - name: docker
            hostPath:
              path: /var/run/docker.sock #!`,
    }),
    workload({ pod: "volumes:\n  - name: build\n    emptyDir: {}" }),
  ),
  "kubernetes/sensitive-host-path": example(
    workload({
      pod: `
        volumes:
          - name: config
            hostPath:
              path: /etc/kubernetes #!`,
      container: "volumeMounts:\n  - name: config\n    mountPath: /config",
    }),
    workload({
      pod: "volumes:\n  - name: config\n    configMap:\n      name: web",
      container: "volumeMounts:\n  - name: config\n    mountPath: /config",
    }),
  ),
  "kubernetes/host-path-volume": example(
    workload({
      pod: `
        volumes:
          - name: uploads
            hostPath:
              path: /srv/uploads #!`,
      container: "volumeMounts:\n  - name: uploads\n    mountPath: /uploads",
    }),
    workload({
      pod: "volumes:\n  - name: uploads\n    persistentVolumeClaim:\n      claimName: uploads",
      container: "volumeMounts:\n  - name: uploads\n    mountPath: /uploads",
    }),
  ),
  "kubernetes/host-path-persistent-volume": example(
    `
    apiVersion: v1
    kind: PersistentVolume
    metadata:
      name: data
    spec:
      capacity:
        storage: 10Gi
      accessModes: [ReadWriteOnce]
      hostPath:
        path: /srv/data #!
    `,
    `
    apiVersion: v1
    kind: PersistentVolume
    metadata:
      name: data
    spec:
      capacity:
        storage: 10Gi
      accessModes: [ReadWriteOnce]
      local:
        path: /srv/data
      nodeAffinity:
        required:
          nodeSelectorTerms:
            - matchExpressions:
                - {key: kubernetes.io/hostname, operator: In, values: [node-1]}
    `,
  ),
  "kubernetes/may-run-as-root": example(
    workload({ mark: "container" }),
    workload({ pod: "securityContext:\n  runAsNonRoot: true" }),
  ),
  "kubernetes/seccomp-unconfined": example(
    podContext("seccompProfile:\n    type: Unconfined #!"),
    podContext("seccompProfile:\n    type: RuntimeDefault"),
  ),
  "kubernetes/privilege-escalation-not-disabled": example(
    workload({ mark: "container" }),
    context("allowPrivilegeEscalation: false"),
  ),
  "kubernetes/capabilities-not-dropped": example(
    workload({ mark: "container" }),
    context("capabilities:\n    drop: [ALL]"),
  ),
  "kubernetes/seccomp-missing": example(
    workload({ mark: "container" }),
    podContext("seccompProfile:\n    type: RuntimeDefault"),
  ),
  "kubernetes/writable-root-filesystem": example(
    workload({ mark: "container" }),
    context("readOnlyRootFilesystem: true"),
  ),
};
