define i64 @f(i64 %p0, ptr %p1, ptr %p2) #0 {
entry:
%t3 = icmp slt i64 0, %p0
br i1 %t3, label %b1, label %b2
b1:
%t4 = phi i64 [0, %entry], [%t18, %b1]
%t5 = phi <8 x float> [splat (float 0x0000000000000000), %entry], [%t17, %b1]
%t6 = sub i64 %p0, %t4
%t7 = insertelement <8 x i64> poison, i64 %t6, i64 0
%t8 = shufflevector <8 x i64> %t7, <8 x i64> poison, <8 x i32> zeroinitializer
%t9 = icmp slt <8 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7>, %t8
%t10 = getelementptr float, ptr %p1, i64 %t4
%t11 = call <8 x float> @llvm.masked.load.v8f32.p0(ptr %t10, i32 4, <8 x i1> %t9, <8 x float> zeroinitializer)
%t12 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t11, <8 x float> splat (float 0x4000000000000000), <8 x float> splat (float 0x3FF0000000000000))
%t13 = fcmp ogt <8 x float> splat (float 0x0000000000000000), %t12
%t14 = select <8 x i1> %t13, <8 x float> splat (float 0x0000000000000000), <8 x float> %t12
%t15 = getelementptr float, ptr %p2, i64 %t4
call void @llvm.masked.store.v8f32.p0(<8 x float> %t14, ptr %t15, i32 4, <8 x i1> %t9)
%t16 = select <8 x i1> %t9, <8 x float> %t14, <8 x float> splat (float 0x0000000000000000)
%t17 = fadd <8 x float> %t5, %t16
%t18 = add nsw i64 %t4, 8
%t19 = icmp slt i64 %t18, %p0
br i1 %t19, label %b1, label %b2
b2:
%t20 = phi <8 x float> [splat (float 0x0000000000000000), %entry], [%t17, %b1]
%t21 = shufflevector <8 x float> %t20, <8 x float> %t20, <8 x i32> <i32 1, i32 0, i32 3, i32 2, i32 5, i32 4, i32 7, i32 6>
%t22 = fadd <8 x float> %t20, %t21
%t23 = shufflevector <8 x float> %t22, <8 x float> %t22, <8 x i32> <i32 2, i32 3, i32 0, i32 1, i32 6, i32 7, i32 4, i32 5>
%t24 = fadd <8 x float> %t22, %t23
%t25 = shufflevector <8 x float> %t24, <8 x float> %t24, <8 x i32> <i32 4, i32 5, i32 6, i32 7, i32 0, i32 1, i32 2, i32 3>
%t26 = fadd <8 x float> %t24, %t25
%t27 = extractelement <8 x float> %t26, i64 0
%t28 = getelementptr float, ptr %p2, i64 %p0
store float %t27, ptr %t28, align 4
ret i64 0
}
attributes #0 = { nounwind "min-legal-vector-width"="256" "prefer-vector-width"="256" }
