// The rules of the bootstrap policy, one a line; bootstrap-policy.ts reads them.
// Source: kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy policy.go, controller_policy.go, namespace_policy.go, v1.34.

export const CLUSTER_ROLES = `
cluster-admin
 * * *
 * url *
system:discovery
 get url /livez,/readyz,/healthz,/version,/version/,/openapi,/openapi/*,/api,/api/*,/apis,/apis/*
system:monitoring
 get url /metrics,/metrics/slis,/livez,/readyz,/healthz,/livez/*,/readyz/*,/healthz/*
system:basic-user
 create authorization selfsubjectaccessreviews,selfsubjectrulesreviews
 create authentication selfsubjectreviews
system:public-info-viewer
 get url /livez,/readyz,/healthz,/version,/version/
admin <admin
edit admin <edit
view edit <view
system:aggregate-to-admin admin
 create authorization localsubjectaccessreviews
 RW rbac.authorization.k8s.io roles,rolebindings
system:aggregate-to-edit edit
 R core pods/attach,pods/proxy,pods/exec,pods/portforward,secrets,services/proxy
 impersonate core serviceaccounts
 W core pods,pods/attach,pods/proxy,pods/exec,pods/portforward
 create core pods/eviction
 W core replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/proxy,persistentvolumeclaims,configmaps,secrets,events
 create core serviceaccounts/token
 W apps statefulsets,statefulsets/scale,daemonsets,deployments,deployments/scale,deployments/rollback,replicasets,replicasets/scale
 W autoscaling horizontalpodautoscalers
 W batch jobs,cronjobs
 W extensions daemonsets,deployments,deployments/scale,deployments/rollback,ingresses,replicasets,replicasets/scale,replicationcontrollers/scale,networkpolicies
 W policy poddisruptionbudgets
 W networking networkpolicies,ingresses
 RW coordination leases
system:aggregate-to-view view
 R core pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,configmaps
 R core limitranges,resourcequotas,bindings,events,pods/status,resourcequotas/status,namespaces/status,replicationcontrollers/status,pods/log
 R core namespaces
 R discovery endpointslices
 R apps controllerrevisions,statefulsets,statefulsets/status,statefulsets/scale,daemonsets,daemonsets/status,deployments,deployments/status,deployments/scale,replicasets,replicasets/status,replicasets/scale
 R autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status
 R batch jobs,cronjobs,cronjobs/status,jobs/status
 R extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale,networkpolicies
 R policy poddisruptionbudgets,poddisruptionbudgets/status
 R networking networkpolicies,ingresses,ingresses/status
system:heapster
 R core events,pods,nodes,namespaces
 R extensions deployments
system:node
 create authentication tokenreviews
 create authorization subjectaccessreviews,localsubjectaccessreviews
 R core services
 create,get,list,watch core nodes
 update,patch core nodes/status
 update,patch core nodes
 create,update,patch core events
 R core pods
 create,delete core pods
 update,patch core pods/status
 create core pods/eviction
 R core secrets,configmaps
 get core persistentvolumeclaims,persistentvolumes
 get core endpoints
 create,get,list,watch certificates certificatesigningrequests
 get,create,update,patch,delete coordination leases
 get storage volumeattachments
 get,update,patch core persistentvolumeclaims/status
 create core serviceaccounts/token
 get,list,watch storage csidrivers
 get,create,update,patch,delete storage csinodes
 get,list,watch node runtimeclasses
system:node-problem-detector
 get core nodes
 patch core nodes/status
 events
system:kubelet-api-admin
 R core nodes
 proxy core nodes
 * core nodes/proxy,nodes/metrics,nodes/stats,nodes/log,nodes/configz,nodes/healthz,nodes/pods
system:node-bootstrapper
 create,get,list,watch certificates certificatesigningrequests
system:auth-delegator
 create authentication tokenreviews
 create authorization subjectaccessreviews
system:kube-aggregator
 R core services,endpoints
system:kube-controller-manager
 events
 create coordination leases
 get,update coordination leases =kube-controller-manager
 create core secrets,serviceaccounts
 delete core secrets
 get core namespaces,secrets,serviceaccounts,configmaps
 update core secrets,serviceaccounts
 create authentication tokenreviews
 create authorization subjectaccessreviews
 list,watch * *
 create core serviceaccounts/token
system:kube-dns
 list,watch core endpoints,services
 list,watch discovery endpointslices
system:persistent-volume-provisioner
 get,list,watch,create,delete core persistentvolumes
 get,list,watch,update core persistentvolumeclaims
 R storage storageclasses
 watch core events
 events
system:certificates.k8s.io:certificatesigningrequests:nodeclient
 create certificates certificatesigningrequests/nodeclient
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
 create certificates certificatesigningrequests/selfnodeclient
system:volume-scheduler
 get,list,watch,update,patch core persistentvolumes
 R storage storageclasses
 get,list,watch,update,patch core persistentvolumeclaims
system:certificates.k8s.io:legacy-unknown-approver
 approve certificates signers =kubernetes.io/legacy-unknown
system:certificates.k8s.io:kubelet-serving-approver
 approve certificates signers =kubernetes.io/kubelet-serving
system:certificates.k8s.io:kube-apiserver-client-approver
 approve certificates signers =kubernetes.io/kube-apiserver-client
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
 approve certificates signers =kubernetes.io/kube-apiserver-client-kubelet
system:service-account-issuer-discovery
 get url /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/
system:node-proxier
 list,watch core services,endpoints
 get,list,watch core nodes
 events
 list,watch discovery endpointslices
 list,watch networking servicecidrs
system:kube-scheduler
 events
 create coordination leases
 get,list,update,watch coordination leases =kube-scheduler
 create coordination leasecandidates
 get,list,watch,update,patch,delete coordination leasecandidates
 R core nodes
 get,list,watch,delete core pods
 create core pods/binding,bindings
 patch,update core pods/status
 R core services,replicationcontrollers
 R apps,extensions replicasets
 R apps statefulsets
 R policy poddisruptionbudgets
 R core persistentvolumeclaims,persistentvolumes
 create authentication tokenreviews
 create authorization subjectaccessreviews
 R storage csinodes
 R core namespaces
 R storage csidrivers
 R storage csistoragecapacities
 R storage volumeattachments
`;

/** Each is bound to the service account of its name in kube-system. */
export const CONTROLLER_ROLES = `
attachdetach-controller
 list,watch core persistentvolumes,persistentvolumeclaims
 R core nodes
 patch,update core nodes/status
 list,watch core pods
 events
 get,create,delete,list,watch storage volumeattachments
 R storage csidrivers
 R storage csinodes
clusterrole-aggregation-controller
 escalate,get,list,watch,update,patch rbac.authorization.k8s.io clusterroles
cronjob-controller
 get,list,watch,update batch cronjobs
 get,list,watch,create,update,delete,patch batch jobs
 update batch cronjobs/status
 update batch cronjobs/finalizers
 list,watch,delete core pods
 events
daemon-set-controller
 R extensions,apps daemonsets
 update extensions,apps daemonsets/status
 update extensions,apps daemonsets/finalizers
 list,watch core nodes
 list,watch,create,delete,patch core pods
 create core pods/binding
 get,list,watch,create,delete,update,patch apps controllerrevisions
 events
deployment-controller
 get,list,watch,update extensions,apps deployments
 update extensions,apps deployments/status
 update extensions,apps deployments/finalizers
 get,list,watch,create,update,patch,delete apps,extensions replicasets
 get,list,watch,update core pods
 events
disruption-controller
 R extensions,apps deployments
 R apps,extensions replicasets
 R core replicationcontrollers
 R policy poddisruptionbudgets
 R apps statefulsets
 update policy poddisruptionbudgets/status
 patch,update core pods/status
 get * */scale
 events
endpoint-controller
 R core services,pods
 get,list,watch,create,update,delete core endpoints
 create core endpoints/restricted
 events
endpointslice-controller
 R core services,pods,nodes
 update core services/finalizers
 get,list,watch,create,update,delete discovery endpointslices
 create discovery endpointslices/restricted
 events
endpointslicemirroring-controller
 R core services,endpoints
 update core services/finalizers
 update core endpoints/finalizers
 get,list,watch,create,update,delete discovery endpointslices
 create discovery endpointslices/restricted
 events
expand-controller
 get,list,watch,update,patch core persistentvolumes
 update,patch core persistentvolumeclaims/status
 R core persistentvolumeclaims
 events
ephemeral-volume-controller
 R core pods
 update core pods/finalizers
 get,list,watch,create core persistentvolumeclaims
 events
generic-garbage-collector
 get,list,watch,patch,update,delete * *
 events
horizontal-pod-autoscaler
 R autoscaling horizontalpodautoscalers
 update autoscaling horizontalpodautoscalers/status
 get,update * */scale
 list,watch core pods
 list metrics pods
 get,list custom.metrics.k8s.io *
 get,list external.metrics.k8s.io *
 events
job-controller
 get,list,watch,update,patch batch jobs
 update batch jobs/status
 update batch jobs/finalizers
 list,watch,create,delete,patch core pods
 events
namespace-controller
 get,list,watch,delete core namespaces
 update core namespaces/finalize,namespaces/status
 get,list,delete,deletecollection * *
node-controller
 get,list,update,delete,patch core nodes
 patch,update core nodes/status
 patch,update core pods/status
 list,watch,delete,get core pods
 events
persistent-volume-binder
 get,list,watch,update,create,delete core persistentvolumes
 update core persistentvolumes/status
 get,list,watch,update core persistentvolumeclaims
 update core persistentvolumeclaims/status
 list,watch,get,create,delete core pods
 R storage storageclasses
 get,create,delete core services
 get core secrets
 get,list core nodes
 watch core events
 events
pod-garbage-collector
 list,watch,delete core pods
 get,list core nodes
 patch,update core pods/status
replicaset-controller
 get,list,watch,update apps,extensions replicasets
 update apps,extensions replicasets/status
 update apps,extensions replicasets/finalizers
 list,watch,patch,create,delete core pods
 events
replication-controller
 get,list,watch,update core replicationcontrollers
 update core replicationcontrollers/status
 update core replicationcontrollers/finalizers
 list,watch,patch,create,delete core pods
 events
resourcequota-controller
 list,watch * *
 update core resourcequotas/status
 events
route-controller
 list,watch core nodes
 patch core nodes/status
 events
service-account-controller
 create core serviceaccounts
 events
service-controller
 R core services
 patch,update core services/status
 list,watch core nodes
 events
service-cidrs-controller
 get,list,watch,patch,update networking servicecidrs
 patch,update networking servicecidrs/status
 R networking ipaddresses
 events
statefulset-controller
 list,watch core pods
 R apps statefulsets
 update apps statefulsets/status
 update apps statefulsets/finalizers
 get,create,delete,update,patch core pods
 get,create,delete,update,patch,list,watch apps controllerrevisions
 get,create core persistentvolumeclaims
 events
ttl-controller
 update,patch,list,watch core nodes
 events
certificate-controller
 get,list,watch,delete certificates certificatesigningrequests
 update certificates certificatesigningrequests/status,certificatesigningrequests/approval
 approve certificates signers =kubernetes.io/kube-apiserver-client-kubelet
 sign certificates signers =kubernetes.io/legacy-unknown,kubernetes.io/kubelet-serving,kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet
 create authorization subjectaccessreviews
 events
pvc-protection-controller
 get,list,watch,update core persistentvolumeclaims
 list,watch,get core pods
 events
pv-protection-controller
 get,list,watch,update core persistentvolumes
 events
ttl-after-finished-controller
 get,list,watch,delete batch jobs
 events
root-ca-cert-publisher
 create,update core configmaps
 events
validatingadmissionpolicy-status-controller
 R admissionregistration validatingadmissionpolicies
 get,patch,update admissionregistration validatingadmissionpolicies/status
 events
legacy-service-account-token-cleaner
 get core configmaps =kube-apiserver-legacy-service-account-token-tracking
 patch,delete core secrets
 events
`;

/** Each with its namespace. */
export const NAMESPACE_ROLES = `
system:controller:bootstrap-signer kube-public
 R core configmaps
 update core configmaps =cluster-info
 events
extension-apiserver-authentication-reader kube-system
 R core configmaps =extension-apiserver-authentication
system:controller:bootstrap-signer kube-system
 R core secrets
system:controller:cloud-provider kube-system
 create,get,list,watch core configmaps
system:controller:token-cleaner kube-system
 get,list,watch,delete core secrets
 events
system::leader-locking-kube-controller-manager kube-system
 watch core configmaps
 get,update core configmaps =kube-controller-manager
 get,list,create,update,watch coordination leases
 get,list,create,update,watch coordination leasecandidates
system::leader-locking-kube-scheduler kube-system
 watch core configmaps
 get,update core configmaps =kube-scheduler
 get,list,create,update,watch coordination leases
 get,list,create,update,watch coordination leasecandidates
`;
