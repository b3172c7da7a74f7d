;; The inner loops of the matrix product with relaxed SIMD's fused multiply-add: C = A·B or C += A·B for
;; packed blocks, in tiles of 4 × 8. It is a module of its own because a browser without relaxed SIMD
;; refuses a whole module for one such instruction.
;;
;; Eight sums are kept and nothing is unrolled: with more vectors alive at once, V8 runs out of its
;; sixteen registers and takes twice as long.
(module
  (memory (import "caller" "memory") 1)
  (func (export "multiply_panels")
    (param $a i32)          ;; address of A's first panel: [depth][4]
    (param $a_stride i32)   ;; bytes from one panel of A to the next
    (param $a_panels i32)
    (param $b i32)          ;; address of B's first panel: [depth][8]
    (param $b_stride i32)   ;; bytes from one panel of B to the next
    (param $b_panels i32)
    (param $depth i32)
    (param $c i32)          ;; address of C: rows of 8 · b_panels
    (param $accumulate i32) ;; 0: C is overwritten
    (local $row i32)        ;; bytes of a row of C
    (local $c_tile i32) (local $c_row i32)
    (local $a_panel i32) (local $a_at i32) (local $a_left i32)
    (local $b_at i32) (local $b_end i32)
    (local $b0 v128) (local $b1 v128) (local $x v128)
    (local $c00 v128) (local $c01 v128)
    (local $c10 v128) (local $c11 v128)
    (local $c20 v128) (local $c21 v128)
    (local $c30 v128) (local $c31 v128)
    (local.set $row (i32.shl (local.get $b_panels) (i32.const 5)))
    (loop $next_b
      (local.set $b_end (i32.add (local.get $b) (i32.shl (local.get $depth) (i32.const 5))))
      (local.set $a_panel (local.get $a))
      (local.set $a_left (local.get $a_panels))
      (local.set $c_tile (local.get $c))
      (loop $next_a
        (if (local.get $accumulate)
          (then
            (local.set $c00 (v128.load (local.get $c_tile)))
            (local.set $c01 (v128.load offset=16 (local.get $c_tile)))
            (local.set $c_row (i32.add (local.get $c_tile) (local.get $row)))
            (local.set $c10 (v128.load (local.get $c_row)))
            (local.set $c11 (v128.load offset=16 (local.get $c_row)))
            (local.set $c_row (i32.add (local.get $c_row) (local.get $row)))
            (local.set $c20 (v128.load (local.get $c_row)))
            (local.set $c21 (v128.load offset=16 (local.get $c_row)))
            (local.set $c_row (i32.add (local.get $c_row) (local.get $row)))
            (local.set $c30 (v128.load (local.get $c_row)))
            (local.set $c31 (v128.load offset=16 (local.get $c_row))))
          (else
            (local.set $c00 (v128.const i32x4 0 0 0 0))
            (local.set $c01 (v128.const i32x4 0 0 0 0))
            (local.set $c10 (v128.const i32x4 0 0 0 0))
            (local.set $c11 (v128.const i32x4 0 0 0 0))
            (local.set $c20 (v128.const i32x4 0 0 0 0))
            (local.set $c21 (v128.const i32x4 0 0 0 0))
            (local.set $c30 (v128.const i32x4 0 0 0 0))
            (local.set $c31 (v128.const i32x4 0 0 0 0))))
        (local.set $a_at (local.get $a_panel))
        (local.set $b_at (local.get $b))
        (loop $deeper
          (local.set $b0 (v128.load (local.get $b_at)))
          (local.set $b1 (v128.load offset=16 (local.get $b_at)))
          (local.set $x (v128.load32_splat (local.get $a_at)))
          (local.set $c00 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c00)))
          (local.set $c01 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c01)))
          (local.set $x (v128.load32_splat offset=4 (local.get $a_at)))
          (local.set $c10 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c10)))
          (local.set $c11 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c11)))
          (local.set $x (v128.load32_splat offset=8 (local.get $a_at)))
          (local.set $c20 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c20)))
          (local.set $c21 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c21)))
          (local.set $x (v128.load32_splat offset=12 (local.get $a_at)))
          (local.set $c30 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c30)))
          (local.set $c31 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c31)))
          (local.set $a_at (i32.add (local.get $a_at) (i32.const 16)))
          (local.set $b_at (i32.add (local.get $b_at) (i32.const 32)))
          (br_if $deeper (i32.lt_u (local.get $b_at) (local.get $b_end))))
        (v128.store (local.get $c_tile) (local.get $c00))
        (v128.store offset=16 (local.get $c_tile) (local.get $c01))
        (local.set $c_row (i32.add (local.get $c_tile) (local.get $row)))
        (v128.store (local.get $c_row) (local.get $c10))
        (v128.store offset=16 (local.get $c_row) (local.get $c11))
        (local.set $c_row (i32.add (local.get $c_row) (local.get $row)))
        (v128.store (local.get $c_row) (local.get $c20))
        (v128.store offset=16 (local.get $c_row) (local.get $c21))
        (local.set $c_row (i32.add (local.get $c_row) (local.get $row)))
        (v128.store (local.get $c_row) (local.get $c30))
        (v128.store offset=16 (local.get $c_row) (local.get $c31))
        (local.set $c_tile (i32.add (local.get $c_row) (local.get $row)))
        (local.set $a_panel (i32.add (local.get $a_panel) (local.get $a_stride)))
        (br_if $next_a (local.tee $a_left (i32.sub (local.get $a_left) (i32.const 1)))))
      (local.set $c (i32.add (local.get $c) (i32.const 32)))
      (local.set $b (i32.add (local.get $b) (local.get $b_stride)))
      (br_if $next_b (local.tee $b_panels (i32.sub (local.get $b_panels) (i32.const 1)))))))
