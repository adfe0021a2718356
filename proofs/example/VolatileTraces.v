(* The traces that zkmem makes of the example's log; a test compares. Rows of parts of cells; of the range checker the
   rows that are looked up, with how often. *)
From Zkmem Require Import ListedTrace.
Open Scope Z_scope.

Definition trace_of_ClockConnectorAir : trace := listed [0; 1; 12] [
  [[1; 0]];
  [[12; 0]]].
Definition trace_of_SpaceTableAir : trace := listed [] [
  [[0; 0; 0; 2; 1; 2; 0; 0; 0; 1; 1; 2]]].
Definition trace_of_VolatileBoundaryAir_1 : trace := listed [] [
  [[4; 0; 0; 2013265920; 8; 1; 0; 1; 1; 0; 0]];
  [[4; 1; 0; 7; 11; 1; 0; 0; 0; 131071; 4095]]].
Definition trace_of_VolatileBoundaryAir_4 : trace := listed [] [
  [[2; 2; 0; 10; 20; 30; 255; 10; 1; 0; 1; 1; 0; 0]];
  [[2; 3; 0; 0; 0; 0; 0; 2; 1; 0; 0; 0; 131071; 1023]]].
Definition trace_of_AccessLogAir_1 : trace := listed [] [
  [[1; 0; 0; 3; 3; 9]; [0; 0; 0; 3; 1; 0; 0; 0; 0; 0; 0; 0; 0; 0; 0; 0; 0]];
  [[1; 0; 4; 1; 7; 11]; [8; 2; 0; 7; 0; 1509949441; 0; 0; 16384; 0; 0; 0; 0; 0; 1; 16382; 0]]].
Definition trace_of_AccessLogAir_2 : trace := listed [] [
  [[1; 1; 4; 0; 2013265920; 7; 8]; [0; 7; 0; 0; 0; 0; 0; 16384; 0; 0; 0; 0; 0; 0; 16382; 0]]].
Definition trace_of_AccessLogAir_4 : trace := listed [] [
  [[1; 1; 2; 8; 10; 20; 30; 255; 1]; [0; 0; 0; 0; 0; 0; 0; 1; 1; 536870912; 1; 8; 2; 0; 0; 0; 131060; 4095]];
  [[1; 0; 2; 8; 10; 20; 30; 255; 10]; [2; 7; 0; 10; 20; 30; 255; 1; 1; 536870912; 1; 8; 2; 0; 0; 0; 131060; 4095]]].
Definition trace_of_AccessLogAir_8 : trace := listed [] [
  [[1; 0; 2; 8; 10; 20; 30; 255; 0; 0; 0; 0; 2]; [1; 0; 0; 10; 20; 30; 255; 0; 0; 0; 0; 1; 1; 536870912; 1; 8; 2; 0; 0; 0; 131056; 4095]]].
Definition trace_of_AccessLogAir_16 : trace := listed [] [].
Definition trace_of_AccessLogAir_32 : trace := listed [] [].
Definition trace_of_IncAir : trace := listed [] [
  [[1; 3; 0; 5; 0; 8; 0]]].
Definition trace_of_AccessAdapterAir_2 : trace := listed [] [
  [[1; 0; 4; 0; 0; 0; 0; 0; 0; 131071; 4095]];
  [[1; 1; 4; 0; 2013265920; 7; 8; 8; 0; 131071; 4095]]].
Definition trace_of_AccessAdapterAir_4 : trace := listed [] [].
Definition trace_of_AccessAdapterAir_8 : trace := listed [] [
  [[1; 0; 2; 8; 10; 20; 30; 255; 0; 0; 0; 0; 1; 0; 0; 131070; 4095]];
  [[1; 1; 2; 8; 10; 20; 30; 255; 0; 0; 0; 0; 2; 2; 0; 131071; 4095]]].
Definition trace_of_AccessAdapterAir_16 : trace := listed [] [].
Definition trace_of_AccessAdapterAir_32 : trace := listed [] [].
Definition trace_of_BlockTimeAir : trace := listed [] [
  [[0; 0; 1]];
  [[1; 0; 1]]].
Definition looked_up : list (Z * Z) := [(8, 2); (10, 2); (265, 1); (275, 1); (285, 1); (510, 1); (1023, 8); (2046, 1); (4095, 16); (8190, 8); (131071, 8); (131072, 2); (131073, 5); (131074, 2); (131076, 1); (131078, 2); (131079, 1); (131083, 1); (147453, 2); (262127, 1); (262131, 2); (262141, 1); (262142, 5)].
