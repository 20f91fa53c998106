define i64 @f(i64 %p0, ptr %p1, ptr %p2, ptr %p3) #0 {
entry:
%t3 = icmp slt i64 0, %p0
br i1 %t3, label %b1, label %b2
b1:
%t4 = phi i64 [0, %entry], [%t19, %b7]
%t5 = mul i64 %t4, 4
br label %b6
b6:
%t8 = phi i64 [0, %b1], [%t16, %b6]
%t9 = phi float [0x0000000000000000, %b1], [%t15, %b6]
%t10 = add i64 %t5, %t8
%t11 = getelementptr float, ptr %p1, i64 %t10
%t12 = load float, ptr %t11, align 4
%t13 = getelementptr float, ptr %p2, i64 %t8
%t14 = load float, ptr %t13, align 4
%t15 = call float @llvm.fma.f32(float %t12, float %t14, float %t9)
%t16 = add nsw i64 %t8, 1
%t17 = icmp slt i64 %t16, 4
br i1 %t17, label %b6, label %b7
b7:
%t18 = getelementptr float, ptr %p3, i64 %t4
store float %t15, ptr %t18, align 4
%t19 = add nsw i64 %t4, 1
%t20 = icmp slt i64 %t19, %p0
br i1 %t20, label %b1, label %b2
b2:
ret i64 0
}
attributes #0 = { nounwind "min-legal-vector-width"="256" "prefer-vector-width"="256" }
