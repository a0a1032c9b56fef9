// Gives each Service (a JSON array of manifests on standard input) to the AWS cloud provider, the real code with its own fake of AWS's interfaces below
// it, and tells what it asks AWS for (a JSON array on standard output, in the same order).
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	elbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbv2types "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	v1 "k8s.io/api/core/v1"
	cloudprovider "k8s.io/cloud-provider"
	aws "k8s.io/cloud-provider-aws/pkg/providers/v1"
	"k8s.io/cloud-provider-aws/pkg/providers/v1/config"
	"k8s.io/klog/v2"
	"sigs.k8s.io/yaml"
)

type listener struct {
	Port     int32    `json:"port"`
	Protocol string   `json:"protocol"`
	Target   string   `json:"target"`
	ALPN     []string `json:"alpn"`
}

type report struct {
	Makes     string     `json:"makes"` // classic, nlb, nothing (another controller is to do it), or empty with an error
	Listeners []listener `json:"listeners"`
	Error     string     `json:"error"`
}

// Nothing behind the first listeners is of interest.
var errEnough = errors.New("enough")

type services struct {
	*aws.FakeAWSServices
	report *report
}

func (s services) LoadBalancing(ctx context.Context, region string, role *stscreds.AssumeRoleProvider) (aws.ELB, error) {
	fake, err := s.FakeAWSServices.LoadBalancing(ctx, region, role)
	return classic{fake, s.report}, err
}

func (s services) LoadBalancingV2(ctx context.Context, region string, role *stscreds.AssumeRoleProvider) (aws.ELBV2, error) {
	fake, err := s.FakeAWSServices.LoadBalancingV2(ctx, region, role)
	return network{fake, s.report, map[string]string{}}, err
}

type classic struct {
	aws.ELB
	report *report
}

func (c classic) DescribeLoadBalancers(context.Context, *elb.DescribeLoadBalancersInput, ...func(*elb.Options)) (*elb.DescribeLoadBalancersOutput, error) {
	return &elb.DescribeLoadBalancersOutput{}, nil
}

func (c classic) CreateLoadBalancer(_ context.Context, input *elb.CreateLoadBalancerInput, _ ...func(*elb.Options)) (*elb.CreateLoadBalancerOutput, error) {
	c.report.Makes = "classic"
	for _, it := range input.Listeners {
		c.report.Listeners = append(c.report.Listeners, listener{
			Port:     it.LoadBalancerPort,
			Protocol: awssdk.ToString(it.Protocol),
			Target:   awssdk.ToString(it.InstanceProtocol),
		})
	}
	return nil, errEnough
}

type network struct {
	aws.ELBV2
	report *report
	groups map[string]string
}

func (n network) DescribeLoadBalancers(context.Context, *elbv2.DescribeLoadBalancersInput, ...func(*elbv2.Options)) (*elbv2.DescribeLoadBalancersOutput, error) {
	return nil, &elbv2types.LoadBalancerNotFoundException{}
}

func (n network) CreateLoadBalancer(context.Context, *elbv2.CreateLoadBalancerInput, ...func(*elbv2.Options)) (*elbv2.CreateLoadBalancerOutput, error) {
	n.report.Makes = "nlb"
	made := elbv2types.LoadBalancer{LoadBalancerArn: awssdk.String("arn:lb"), VpcId: awssdk.String("vpc-1")}
	return &elbv2.CreateLoadBalancerOutput{LoadBalancers: []elbv2types.LoadBalancer{made}}, nil
}

func (n network) CreateTargetGroup(_ context.Context, input *elbv2.CreateTargetGroupInput, _ ...func(*elbv2.Options)) (*elbv2.CreateTargetGroupOutput, error) {
	arn := "arn:" + awssdk.ToString(input.Name)
	n.groups[arn] = string(input.Protocol)
	made := elbv2types.TargetGroup{TargetGroupArn: &arn}
	return &elbv2.CreateTargetGroupOutput{TargetGroups: []elbv2types.TargetGroup{made}}, nil
}

func (n network) RegisterTargets(context.Context, *elbv2.RegisterTargetsInput, ...func(*elbv2.Options)) (*elbv2.RegisterTargetsOutput, error) {
	return &elbv2.RegisterTargetsOutput{}, nil
}

func (n network) DescribeTargetGroupAttributes(context.Context, *elbv2.DescribeTargetGroupAttributesInput, ...func(*elbv2.Options)) (*elbv2.DescribeTargetGroupAttributesOutput, error) {
	return &elbv2.DescribeTargetGroupAttributesOutput{}, nil
}

func (n network) ModifyTargetGroupAttributes(context.Context, *elbv2.ModifyTargetGroupAttributesInput, ...func(*elbv2.Options)) (*elbv2.ModifyTargetGroupAttributesOutput, error) {
	return &elbv2.ModifyTargetGroupAttributesOutput{}, nil
}

func (n network) CreateListener(_ context.Context, input *elbv2.CreateListenerInput, _ ...func(*elbv2.Options)) (*elbv2.CreateListenerOutput, error) {
	n.report.Listeners = append(n.report.Listeners, listener{
		Port:     awssdk.ToInt32(input.Port),
		Protocol: string(input.Protocol),
		Target:   n.groups[awssdk.ToString(input.DefaultActions[0].TargetGroupArn)],
		ALPN:     input.AlpnPolicy,
	})
	return &elbv2.CreateListenerOutput{Listeners: []elbv2types.Listener{{}}}, nil
}

func (n network) DescribeLoadBalancerAttributes(context.Context, *elbv2.DescribeLoadBalancerAttributesInput, ...func(*elbv2.Options)) (*elbv2.DescribeLoadBalancerAttributesOutput, error) {
	return nil, errEnough
}

func main() {
	silence := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(silence)
	check(silence.Parse([]string{"-logtostderr=false", "-stderrthreshold=FATAL"}))
	klog.SetOutput(io.Discard)
	var texts []string
	check(json.NewDecoder(os.Stdin).Decode(&texts))
	reports := make([]*report, 0, len(texts))
	for _, text := range texts {
		reports = append(reports, about(text))
	}
	check(json.NewEncoder(os.Stdout).Encode(reports))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func about(text string) *report {
	r := &report{Listeners: []listener{}}
	service := v1.Service{}
	check(yaml.UnmarshalStrict([]byte(text), &service))
	// What the API server adds.
	if service.Spec.SessionAffinity == "" {
		service.Spec.SessionAffinity = v1.ServiceAffinityNone
	}
	for i := range service.Spec.Ports {
		port := &service.Spec.Ports[i]
		port.NodePort = 30000 + int32(i)
		if port.Protocol == "" {
			port.Protocol = v1.ProtocolTCP
		}
	}
	fake := aws.NewFakeAWSServices("cluster")
	compute, err := fake.Compute(context.Background(), "us-west-2", nil)
	check(err)
	network, ok := compute.(*aws.FakeEC2Impl)
	if !ok {
		panic("the fake has no subnets")
	}
	_, err = network.CreateSubnet(&ec2types.Subnet{
		AvailabilityZone: awssdk.String("us-west-2a"),
		SubnetId:         awssdk.String("subnet-1"),
		VpcId:            awssdk.String("vpc-1"),
		Tags:             []ec2types.Tag{{Key: awssdk.String(aws.TagNameSubnetPublicELB), Value: awssdk.String("1")}},
	})
	check(err)
	_, err = network.CreateRouteTable(&ec2types.RouteTable{
		VpcId:        awssdk.String("vpc-1"),
		Associations: []ec2types.RouteTableAssociation{{SubnetId: awssdk.String("subnet-1")}},
		Routes:       []ec2types.Route{{GatewayId: awssdk.String("igw-1"), DestinationCidrBlock: awssdk.String("0.0.0.0/0")}},
	})
	check(err)
	cfg := config.CloudConfig{}
	cfg.Global.KubernetesClusterID = "cluster"
	cfg.Global.VPC = "vpc-1"
	cfg.Global.SubnetID = "subnet-1"
	cfg.Global.ElbSecurityGroup = "sg-1"
	cloud, err := aws.NewAWSCloud(cfg, services{fake, r})
	check(err)
	_, err = cloud.EnsureLoadBalancer(context.Background(), "cluster", &service, nil)
	switch {
	case errors.Is(err, cloudprovider.ImplementedElsewhere):
		r.Makes = "nothing"
	case err != nil && r.Makes == "":
		r.Error = err.Error()
	}
	return r
}
