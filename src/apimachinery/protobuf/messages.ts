// Field numbers of Kubernetes' protobuf messages, as far as kubectl sends them. Source: k8s.io/api and apimachinery generated.proto, v1.33.

/** `number=jsonName:type`; `*` repeated, `^` a pointer in Go: its zero is a value. Types are looked up in the same group version, then in meta/v1. */
export const MESSAGES: Readonly<Record<string, string>> = {
  'runtime.TypeMeta': '1=apiVersion:string 2=kind:string',
  'runtime.Unknown': '1=typeMeta:TypeMeta 2=raw:bytes 3=contentEncoding:string 4=contentType:string',
  'apis.meta.v1.ObjectMeta':
    '1=name:string 2=generateName:string 3=namespace:string 4=selfLink:string 5=uid:string 6=resourceVersion:string 7=generation:int64 8=creationTimestamp:Time 9=deletionTimestamp:Time 10=deletionGracePeriodSeconds:^int64 11=labels:map<string> 12=annotations:map<string> 13=ownerReferences:*OwnerReference 14=finalizers:*string 17=managedFields:*ManagedFieldsEntry',
  'apis.meta.v1.OwnerReference':
    '1=kind:string 3=name:string 4=uid:string 5=apiVersion:string 6=controller:^bool 7=blockOwnerDeletion:^bool',
  'apis.meta.v1.LabelSelector': '1=matchLabels:map<string> 2=matchExpressions:*LabelSelectorRequirement',
  'apis.meta.v1.LabelSelectorRequirement': '1=key:string 2=operator:string 3=values:*string',
  'apis.meta.v1.DeleteOptions':
    '1=gracePeriodSeconds:^int64 2=preconditions:Preconditions 3=orphanDependents:^bool 4=propagationPolicy:string 5=dryRun:*string 6=ignoreStoreReadErrorWithClusterBreakingPotential:bool',
  'apis.meta.v1.Preconditions': '1=uid:string 2=resourceVersion:string',
  'apis.meta.v1.Time': '1=seconds:int64 2=nanos:int32',
  'util.intstr.IntOrString': '1=type:int64 2=intVal:int32 3=strVal:string',
  'api.resource.Quantity': '1=string:string',
  'core.v1.Namespace': '1=metadata:ObjectMeta 2=spec:NamespaceSpec 3=status:NamespaceStatus',
  'core.v1.NamespaceSpec': '1=finalizers:*string',
  'core.v1.NamespaceStatus': '1=phase:string 2=conditions:*NamespaceCondition',
  'core.v1.Service': '1=metadata:ObjectMeta 2=spec:ServiceSpec 3=status:ServiceStatus',
  'core.v1.ServiceSpec':
    '1=ports:*ServicePort 2=selector:map<string> 3=clusterIP:string 4=type:string 5=externalIPs:*string 7=sessionAffinity:string 8=loadBalancerIP:string 9=loadBalancerSourceRanges:*string 10=externalName:string 11=externalTrafficPolicy:string 12=healthCheckNodePort:int32 13=publishNotReadyAddresses:bool 14=sessionAffinityConfig:SessionAffinityConfig 17=ipFamilyPolicy:string 18=clusterIPs:*string 19=ipFamilies:*string 20=allocateLoadBalancerNodePorts:^bool 21=loadBalancerClass:string 22=internalTrafficPolicy:string 23=trafficDistribution:string',
  'core.v1.ServicePort':
    '1=name:string 2=protocol:string 3=port:int32 4=targetPort:IntOrString 5=nodePort:int32 6=appProtocol:string',
  'core.v1.ServiceStatus': '1=loadBalancer:LoadBalancerStatus 2=conditions:*Condition',
  'core.v1.LoadBalancerStatus': '1=ingress:*LoadBalancerIngress',
  'core.v1.LoadBalancerIngress': '1=ip:string 2=hostname:string 3=ipMode:string 4=ports:*PortStatus',
  'core.v1.SessionAffinityConfig': '1=clientIP:ClientIPConfig',
  'core.v1.ClientIPConfig': '1=timeoutSeconds:^int32',
  'core.v1.ConfigMap': '1=metadata:ObjectMeta 2=data:map<string> 3=binaryData:map<bytes> 4=immutable:^bool',
  'core.v1.Secret': '1=metadata:ObjectMeta 2=data:map<bytes> 3=type:string 4=stringData:map<string> 5=immutable:^bool',
  'core.v1.ServiceAccount':
    '1=metadata:ObjectMeta 2=secrets:*ObjectReference 3=imagePullSecrets:*LocalObjectReference 4=automountServiceAccountToken:^bool',
  'core.v1.Pod': '1=metadata:ObjectMeta 2=spec:PodSpec 3=status:PodStatus',
  'core.v1.PodSpec':
    '1=volumes:*Volume 2=containers:*Container 3=restartPolicy:string 4=terminationGracePeriodSeconds:^int64 5=activeDeadlineSeconds:^int64 6=dnsPolicy:string 7=nodeSelector:map<string> 8=serviceAccountName:string 9=serviceAccount:string 10=nodeName:string 11=hostNetwork:bool 12=hostPID:bool 13=hostIPC:bool 14=securityContext:PodSecurityContext 15=imagePullSecrets:*LocalObjectReference 16=hostname:string 17=subdomain:string 18=affinity:Affinity 19=schedulerName:string 20=initContainers:*Container 21=automountServiceAccountToken:^bool 22=tolerations:*Toleration 23=hostAliases:*HostAlias 24=priorityClassName:string 25=priority:^int32 26=dnsConfig:PodDNSConfig 27=shareProcessNamespace:^bool 28=readinessGates:*PodReadinessGate 29=runtimeClassName:string 30=enableServiceLinks:^bool 31=preemptionPolicy:string 32=overhead:map<Quantity> 33=topologySpreadConstraints:*TopologySpreadConstraint 34=ephemeralContainers:*EphemeralContainer 35=setHostnameAsFQDN:^bool 36=os:PodOS 37=hostUsers:^bool 38=schedulingGates:*PodSchedulingGate 39=resourceClaims:*PodResourceClaim 40=resources:ResourceRequirements',
  'core.v1.PodTemplateSpec': '1=metadata:ObjectMeta 2=spec:PodSpec',
  'core.v1.Container':
    '1=name:string 2=image:string 3=command:*string 4=args:*string 5=workingDir:string 6=ports:*ContainerPort 7=env:*EnvVar 8=resources:ResourceRequirements 9=volumeMounts:*VolumeMount 10=livenessProbe:Probe 11=readinessProbe:Probe 12=lifecycle:Lifecycle 13=terminationMessagePath:string 14=imagePullPolicy:string 15=securityContext:SecurityContext 16=stdin:bool 17=stdinOnce:bool 18=tty:bool 19=envFrom:*EnvFromSource 20=terminationMessagePolicy:string 21=volumeDevices:*VolumeDevice 22=startupProbe:Probe 23=resizePolicy:*ContainerResizePolicy 24=restartPolicy:string',
  'core.v1.ContainerPort': '1=name:string 2=hostPort:int32 3=containerPort:int32 4=protocol:string 5=hostIP:string',
  'core.v1.EnvVar': '1=name:string 2=value:string 3=valueFrom:EnvVarSource',
  'core.v1.EnvVarSource':
    '1=fieldRef:ObjectFieldSelector 2=resourceFieldRef:ResourceFieldSelector 3=configMapKeyRef:ConfigMapKeySelector 4=secretKeyRef:SecretKeySelector',
  'core.v1.ObjectFieldSelector': '1=apiVersion:string 2=fieldPath:string',
  'core.v1.ConfigMapKeySelector': '1=localObjectReference:LocalObjectReference 2=key:string 3=optional:^bool',
  'core.v1.SecretKeySelector': '1=localObjectReference:LocalObjectReference 2=key:string 3=optional:^bool',
  'core.v1.EnvFromSource': '1=prefix:string 2=configMapRef:ConfigMapEnvSource 3=secretRef:SecretEnvSource',
  'core.v1.Probe':
    '1=handler:ProbeHandler 2=initialDelaySeconds:int32 3=timeoutSeconds:int32 4=periodSeconds:int32 5=successThreshold:int32 6=failureThreshold:int32 7=terminationGracePeriodSeconds:^int64',
  'core.v1.ProbeHandler': '1=exec:ExecAction 2=httpGet:HTTPGetAction 3=tcpSocket:TCPSocketAction 4=grpc:GRPCAction',
  'core.v1.HTTPGetAction': '1=path:string 2=port:IntOrString 3=host:string 4=scheme:string 5=httpHeaders:*HTTPHeader',
  'core.v1.TCPSocketAction': '1=port:IntOrString 2=host:string',
  'core.v1.ExecAction': '1=command:*string',
  'core.v1.ResourceRequirements': '1=limits:map<Quantity> 2=requests:map<Quantity> 3=claims:*ResourceClaim',
  'core.v1.VolumeMount':
    '1=name:string 2=readOnly:bool 3=mountPath:string 4=subPath:string 5=mountPropagation:string 6=subPathExpr:string 7=recursiveReadOnly:string',
  'core.v1.Volume': '1=name:string 2=volumeSource:VolumeSource',
  'core.v1.VolumeSource':
    '1=hostPath:HostPathVolumeSource 2=emptyDir:EmptyDirVolumeSource 3=gcePersistentDisk:GCEPersistentDiskVolumeSource 4=awsElasticBlockStore:AWSElasticBlockStoreVolumeSource 5=gitRepo:GitRepoVolumeSource 6=secret:SecretVolumeSource 7=nfs:NFSVolumeSource 8=iscsi:ISCSIVolumeSource 9=glusterfs:GlusterfsVolumeSource 10=persistentVolumeClaim:PersistentVolumeClaimVolumeSource 11=rbd:RBDVolumeSource 12=flexVolume:FlexVolumeSource 13=cinder:CinderVolumeSource 14=cephfs:CephFSVolumeSource 15=flocker:FlockerVolumeSource 16=downwardAPI:DownwardAPIVolumeSource 17=fc:FCVolumeSource 18=azureFile:AzureFileVolumeSource 19=configMap:ConfigMapVolumeSource 20=vsphereVolume:VsphereVirtualDiskVolumeSource 21=quobyte:QuobyteVolumeSource 22=azureDisk:AzureDiskVolumeSource 23=photonPersistentDisk:PhotonPersistentDiskVolumeSource 24=portworxVolume:PortworxVolumeSource 25=scaleIO:ScaleIOVolumeSource 26=projected:ProjectedVolumeSource 27=storageos:StorageOSVolumeSource 28=csi:CSIVolumeSource 29=ephemeral:EphemeralVolumeSource 30=image:ImageVolumeSource',
  'core.v1.ConfigMapVolumeSource':
    '1=localObjectReference:LocalObjectReference 2=items:*KeyToPath 3=defaultMode:^int32 4=optional:^bool',
  'core.v1.SecretVolumeSource': '1=secretName:string 2=items:*KeyToPath 3=defaultMode:^int32 4=optional:^bool',
  'core.v1.EmptyDirVolumeSource': '1=medium:string 2=sizeLimit:Quantity',
  'core.v1.KeyToPath': '1=key:string 2=path:string 3=mode:^int32',
  'core.v1.LocalObjectReference': '1=name:string',
  'core.v1.SecurityContext':
    '1=capabilities:Capabilities 2=privileged:^bool 3=seLinuxOptions:SELinuxOptions 4=runAsUser:^int64 5=runAsNonRoot:^bool 6=readOnlyRootFilesystem:^bool 7=allowPrivilegeEscalation:^bool 8=runAsGroup:^int64 9=procMount:string 10=windowsOptions:WindowsSecurityContextOptions 11=seccompProfile:SeccompProfile 12=appArmorProfile:AppArmorProfile',
  'core.v1.ResourceQuota': '1=metadata:ObjectMeta 2=spec:ResourceQuotaSpec 3=status:ResourceQuotaStatus',
  'core.v1.ResourceQuotaSpec': '1=hard:map<Quantity> 2=scopes:*string 3=scopeSelector:ScopeSelector',
  'core.v1.Binding': '1=metadata:ObjectMeta 2=target:ObjectReference',
  'core.v1.ObjectReference':
    '1=kind:string 2=namespace:string 3=name:string 4=uid:string 5=apiVersion:string 6=resourceVersion:string 7=fieldPath:string',
  'apps.v1.Deployment': '1=metadata:ObjectMeta 2=spec:DeploymentSpec 3=status:DeploymentStatus',
  'apps.v1.DeploymentSpec':
    '1=replicas:^int32 2=selector:LabelSelector 3=template:PodTemplateSpec 4=strategy:DeploymentStrategy 5=minReadySeconds:int32 6=revisionHistoryLimit:^int32 7=paused:bool 9=progressDeadlineSeconds:^int32',
  'apps.v1.DeploymentStrategy': '1=type:string 2=rollingUpdate:RollingUpdateDeployment',
  'apps.v1.RollingUpdateDeployment': '1=maxUnavailable:IntOrString 2=maxSurge:IntOrString',
  'networking.v1.Ingress': '1=metadata:ObjectMeta 2=spec:IngressSpec 3=status:IngressStatus',
  'networking.v1.IngressSpec':
    '1=defaultBackend:IngressBackend 2=tls:*IngressTLS 3=rules:*IngressRule 4=ingressClassName:string',
  'networking.v1.IngressRule': '1=host:string 2=ingressRuleValue:IngressRuleValue',
  'networking.v1.IngressRuleValue': '1=http:HTTPIngressRuleValue',
  'networking.v1.HTTPIngressRuleValue': '1=paths:*HTTPIngressPath',
  'networking.v1.HTTPIngressPath': '1=path:string 2=backend:IngressBackend 3=pathType:string',
  'networking.v1.IngressBackend': '3=resource:TypedLocalObjectReference 4=service:IngressServiceBackend',
  'networking.v1.IngressServiceBackend': '1=name:string 2=port:ServiceBackendPort',
  'networking.v1.ServiceBackendPort': '1=name:string 2=number:int32',
  'networking.v1.IngressTLS': '1=hosts:*string 2=secretName:string',
  'networking.v1.IngressStatus': '1=loadBalancer:IngressLoadBalancerStatus',
  'batch.v1.Job': '1=metadata:ObjectMeta 2=spec:JobSpec 3=status:JobStatus',
  'batch.v1.JobSpec':
    '1=parallelism:^int32 2=completions:^int32 3=activeDeadlineSeconds:^int64 4=selector:LabelSelector 5=manualSelector:^bool 6=template:PodTemplateSpec 7=backoffLimit:^int32 8=ttlSecondsAfterFinished:^int32 9=completionMode:string 10=suspend:^bool 11=podFailurePolicy:PodFailurePolicy 12=backoffLimitPerIndex:int32 13=maxFailedIndexes:int32 14=podReplacementPolicy:string 15=managedBy:string 16=successPolicy:SuccessPolicy',
  'batch.v1.CronJob': '1=metadata:ObjectMeta 2=spec:CronJobSpec 3=status:CronJobStatus',
  'batch.v1.CronJobSpec':
    '1=schedule:string 2=startingDeadlineSeconds:^int64 3=concurrencyPolicy:string 4=suspend:^bool 5=jobTemplate:JobTemplateSpec 6=successfulJobsHistoryLimit:^int32 7=failedJobsHistoryLimit:^int32 8=timeZone:string',
  'batch.v1.JobTemplateSpec': '1=metadata:ObjectMeta 2=spec:JobSpec',
  'autoscaling.v2.HorizontalPodAutoscaler':
    '1=metadata:ObjectMeta 2=spec:HorizontalPodAutoscalerSpec 3=status:HorizontalPodAutoscalerStatus',
  'autoscaling.v2.HorizontalPodAutoscalerSpec':
    '1=scaleTargetRef:CrossVersionObjectReference 2=minReplicas:^int32 3=maxReplicas:int32 4=metrics:*MetricSpec 5=behavior:HorizontalPodAutoscalerBehavior',
  'autoscaling.v2.CrossVersionObjectReference': '1=kind:string 2=name:string 3=apiVersion:string',
  'autoscaling.v2.MetricSpec':
    '1=type:string 2=object:ObjectMetricSource 3=pods:PodsMetricSource 4=resource:ResourceMetricSource 5=external:ExternalMetricSource 7=containerResource:ContainerResourceMetricSource',
  'autoscaling.v2.ResourceMetricSource': '1=name:string 2=target:MetricTarget',
  'autoscaling.v2.MetricTarget': '1=type:string 2=value:Quantity 3=averageValue:Quantity 4=averageUtilization:^int32',
  'authorization.v1.SelfSubjectAccessReview':
    '1=metadata:ObjectMeta 2=spec:SelfSubjectAccessReviewSpec 3=status:SubjectAccessReviewStatus',
  'authorization.v1.SelfSubjectAccessReviewSpec':
    '1=resourceAttributes:ResourceAttributes 2=nonResourceAttributes:NonResourceAttributes',
  'authorization.v1.ResourceAttributes':
    '1=namespace:string 2=verb:string 3=group:string 4=version:string 5=resource:string 6=subresource:string 7=name:string 8=fieldSelector:FieldSelectorAttributes 9=labelSelector:LabelSelectorAttributes',
  'authorization.v1.NonResourceAttributes': '1=path:string 2=verb:string',
  'authorization.v1.SubjectAccessReviewStatus': '1=allowed:bool 2=reason:string 3=evaluationError:string 4=denied:bool',
  'authorization.v1.SelfSubjectRulesReview':
    '1=metadata:ObjectMeta 2=spec:SelfSubjectRulesReviewSpec 3=status:SubjectRulesReviewStatus',
  'authorization.v1.SelfSubjectRulesReviewSpec': '1=namespace:string',
  'authentication.v1.TokenRequest': '1=metadata:ObjectMeta 2=spec:TokenRequestSpec 3=status:TokenRequestStatus',
  'authentication.v1.TokenRequestSpec':
    '1=audiences:*string 3=boundObjectRef:BoundObjectReference 4=expirationSeconds:^int64',
  'authentication.v1.BoundObjectReference': '1=kind:string 2=apiVersion:string 3=name:string 4=uID:string',
  'authentication.v1.SelfSubjectReview': '1=metadata:ObjectMeta 2=status:SelfSubjectReviewStatus',
  'rbac.v1.Role': '1=metadata:ObjectMeta 2=rules:*PolicyRule',
  'rbac.v1.ClusterRole': '1=metadata:ObjectMeta 2=rules:*PolicyRule 3=aggregationRule:AggregationRule',
  'rbac.v1.RoleBinding': '1=metadata:ObjectMeta 2=subjects:*Subject 3=roleRef:RoleRef',
  'rbac.v1.ClusterRoleBinding': '1=metadata:ObjectMeta 2=subjects:*Subject 3=roleRef:RoleRef',
  'rbac.v1.PolicyRule':
    '1=verbs:*string 2=apiGroups:*string 3=resources:*string 4=resourceNames:*string 5=nonResourceURLs:*string',
  'rbac.v1.Subject': '1=kind:string 2=apiGroup:string 3=name:string 4=namespace:string',
  'rbac.v1.RoleRef': '1=apiGroup:string 2=kind:string 3=name:string',
  'policy.v1.Eviction': '1=metadata:ObjectMeta 2=deleteOptions:DeleteOptions',
  'policy.v1.PodDisruptionBudget':
    '1=metadata:ObjectMeta 2=spec:PodDisruptionBudgetSpec 3=status:PodDisruptionBudgetStatus',
  'policy.v1.PodDisruptionBudgetSpec':
    '1=minAvailable:IntOrString 2=selector:LabelSelector 3=maxUnavailable:IntOrString 4=unhealthyPodEvictionPolicy:string',
  'scheduling.v1.PriorityClass':
    '1=metadata:ObjectMeta 2=value:int32 3=globalDefault:bool 4=description:string 5=preemptionPolicy:string',
  'core.v1.ConfigMapEnvSource': '1=localObjectReference:LocalObjectReference 2=optional:^bool',
  'core.v1.SecretEnvSource': '1=localObjectReference:LocalObjectReference 2=optional:^bool',
  'core.v1.HTTPHeader': '1=name:string 2=value:string',
  'core.v1.ResourceFieldSelector': '1=containerName:string 2=resource:string 3=divisor:Quantity',
  'core.v1.Toleration': '1=key:string 2=operator:string 3=value:string 4=effect:string 5=tolerationSeconds:^int64',
  'core.v1.NamespaceCondition': '1=type:string 2=status:string',
  'batch.v1.JobStatus': '',
  'batch.v1.CronJobStatus': '',
  'apps.v1.DeploymentStatus': '',
  'core.v1.PodStatus': '',
  'core.v1.PodSecurityContext': '',
  'autoscaling.v2.HorizontalPodAutoscalerStatus': '',
};
