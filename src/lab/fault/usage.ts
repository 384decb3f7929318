// What `fault --help` says.

export const USAGE = `Breaks something around the cluster, so that you can see what follows, and mends it again.

  fault list                              what is broken now, as the commands that broke it
  fault heal [LIST LINE…]                 mends all, or what begins so: fault heal node-down node-1

  fault node-down NODE                    its machine is off; the cluster notices after about 40 s
  fault partition PLACE [PLACE]           nothing passes between the two, or between one and all others
  fault slow PLACE [PLACE] MS             each packet takes MS milliseconds longer, one way
  fault lossy PLACE [PLACE] PERCENT       so many packets are lost
  fault proxy-lag MS                      kube-proxy programs changes so much later

  fault crash WORKLOAD                    its containers end soon after each start
  fault probe WORKLOAD [KIND]             its probe fails; KIND is readiness, liveness or startup. Default: readiness

  fault firewall PORT[-PORT][/PROTOCOL]   the cloud's firewall closes node ports to the outside
  fault quota NUMBER                      the cloud allows so many load balancers
  fault addresses NUMBER                  the cloud has so many addresses for load balancers, in all

  fault expired-certificate SECRET HOST…  puts a certificate for HOST that has expired into a TLS Secret

PLACE is a node (node-1), laptop, internet or control-plane; Pods share their node's fate.
WORKLOAD is pod/NAME, deployment/NAME, statefulset/NAME, daemonset/NAME, replicaset/NAME or job/NAME.
-n NAMESPACE says where WORKLOAD or SECRET is. Default: default.
`;
