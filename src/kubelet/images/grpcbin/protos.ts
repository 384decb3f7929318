// The messages of moul/grpcbin's services, as its servers describe them. Source: moul/pb grpcbin.proto, hello.proto, addsvc.proto.

export const GRPCBIN_PROTO = `syntax = "proto3";
package grpcbin;
service GRPCBin {
  rpc Index(EmptyMessage) returns (IndexReply);
  rpc Empty(EmptyMessage) returns (EmptyMessage);
  rpc DummyUnary(DummyMessage) returns (DummyMessage);
  rpc DummyServerStream(DummyMessage) returns (stream DummyMessage);
  rpc DummyClientStream(stream DummyMessage) returns (DummyMessage);
  rpc DummyBidirectionalStreamStream(stream DummyMessage) returns (stream DummyMessage);
  rpc SpecificError(SpecificErrorRequest) returns (EmptyMessage);
  rpc RandomError(EmptyMessage) returns (EmptyMessage);
  rpc HeadersUnary(EmptyMessage) returns (HeadersMessage);
  rpc NoResponseUnary(EmptyMessage) returns (EmptyMessage);
}
message HeadersMessage {
  message Values {
    repeated string values = 1;
  }
  map<string, Values> Metadata = 1;
}
message SpecificErrorRequest {
  uint32 code = 1;
  string reason = 2;
}
message EmptyMessage {
}
message DummyMessage {
  message Sub {
    string f_string = 1;
  }
  enum Enum {
    ENUM_0 = 0;
    ENUM_1 = 1;
    ENUM_2 = 2;
  }
  string f_string = 1;
  repeated string f_strings = 2;
  int32 f_int32 = 3;
  repeated int32 f_int32s = 4;
  Enum f_enum = 5;
  repeated Enum f_enums = 6;
  Sub f_sub = 7;
  repeated Sub f_subs = 8;
  bool f_bool = 9;
  repeated bool f_bools = 10;
  int64 f_int64 = 11;
  repeated int64 f_int64s = 12;
  bytes f_bytes = 13;
  repeated bytes f_bytess = 14;
  float f_float = 15;
  repeated float f_floats = 16;
}
message IndexReply {
  message Endpoint {
    string path = 1;
    string description = 2;
  }
  string description = 1;
  repeated Endpoint endpoints = 2;
}
`;

export const HELLO_PROTO = `syntax = "proto2";
package hello;
service HelloService {
  rpc SayHello(HelloRequest) returns (HelloResponse);
  rpc LotsOfReplies(HelloRequest) returns (stream HelloResponse);
  rpc LotsOfGreetings(stream HelloRequest) returns (HelloResponse);
  rpc BidiHello(stream HelloRequest) returns (stream HelloResponse);
}
message HelloRequest {
  optional string greeting = 1;
}
message HelloResponse {
  required string reply = 1;
}
`;

export const ADDSVC_PROTO = `syntax = "proto3";
package addsvc;
service Add {
  rpc Sum(SumRequest) returns (SumReply);
  rpc Concat(ConcatRequest) returns (ConcatReply);
}
message SumRequest {
  int64 a = 1;
  int64 b = 2;
}
message SumReply {
  int64 v = 1;
  string err = 2;
}
message ConcatRequest {
  string a = 1;
  string b = 2;
}
message ConcatReply {
  string v = 1;
  string err = 2;
}
`;
